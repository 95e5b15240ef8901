"""An installation of several processes: servers and workers on one database, behind nginx as `deploy/nginx` sets it up."""

import contextlib
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from support.server import PROGRAM, Server, free_port

STARTED_WITHIN_S = 180
"""Seven processes load the whole product, on two cores that may be busy."""
NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
SHIPPED = Path(__file__).parents[2] / "deploy" / "nginx" / "everywhere-proxy.conf"
CONFIG = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 2048; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    upstream everywhere {{
        {servers}
        keepalive 64;
    }}
    server {{
        listen 127.0.0.1:{port};
        include {shipped};
    }}
}}
"""


class Fleet:
    """Servers, workers and the proxy in front of them."""

    def __init__(self, folder: Path, database_url: str, *, servers: int, workers: int, **settings: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        folders = [folder / f"server{number}" for number in range(servers)]
        for each in folders:
            each.mkdir()
        self.servers = [Server(each, database_url=database_url, worker="0", **settings) for each in folders]
        self.workers: list[subprocess.Popen[bytes]] = []
        self._workers_count = workers
        self._proxy: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start everything, and wait until the proxy finds a healthy server."""
        self.servers[0].start(within_s=STARTED_WITHIN_S)  # migrates, while the others would wait for it
        self.workers = [self._worker(number) for number in range(self._workers_count)]
        with ThreadPoolExecutor() as at_once:
            list(at_once.map(lambda server: server.start(within_s=STARTED_WITHIN_S), self.servers[1:]))
        servers = "\n        ".join(f"server 127.0.0.1:{server.port} fail_timeout=1s;" for server in self.servers)
        config = self.folder / "nginx.conf"
        config.write_text(CONFIG.format(folder=self.folder, port=self.port, servers=servers, shipped=SHIPPED))
        self._proxy = subprocess.Popen([str(NGINX), "-p", str(self.folder), "-c", str(config)])
        ends = time.monotonic() + STARTED_WITHIN_S
        while not self._answers():
            assert self._proxy.poll() is None, (self.folder / "nginx.log").read_text()
            assert time.monotonic() < ends
            time.sleep(0.05)

    def stop(self) -> None:
        """End everything."""
        if self._proxy is not None:
            self._proxy.terminate()
            self._proxy.wait(timeout=10)
        for server in self.servers:
            with contextlib.suppress(ProcessLookupError):
                server.kill()
        for worker in self.workers:
            worker.send_signal(signal.SIGKILL)
            worker.wait(timeout=10)

    def _worker(self, number: int) -> "subprocess.Popen[bytes]":
        with (self.folder / f"worker{number}.log").open("ab") as log:
            return subprocess.Popen([PROGRAM, "worker"], env=self.servers[0].environment, stdout=log, stderr=log)

    def _answers(self) -> bool:
        with contextlib.suppress(httpx.TransportError):
            return httpx.get(f"{self.url}/api/health", timeout=2).status_code == 200
        return False


@contextlib.contextmanager
def running(folder: Path, database_url: str, *, servers: int, workers: int, **settings: str) -> Iterator[Fleet]:
    """A fleet that runs, and is ended whatever happens."""
    folder.mkdir()
    fleet = Fleet(folder, database_url, servers=servers, workers=workers, **settings)
    try:
        fleet.start()
        yield fleet
    finally:
        fleet.stop()
