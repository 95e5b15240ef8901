"""`--intercept`: clients with Alipay's own addresses in their code work unchanged, once the names lead here and they trust the folder's authority."""

import ssl
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from cryptography import x509

from everywhere.app.emulator import certificates
from everywhere.kernel.clock import system_clock
from support.emulator import Caller, Emulator
from support.sdks import SDKS, Client, NotInstalled
from support.server import free_port

pytestmark = [pytest.mark.once, pytest.mark.allow_hosts(["127.0.0.1", "127.0.0.8", "::1"])]

ELSEWHERE = Path(__file__).parent / "elsewhere"
REAL = "https://openapi.alipay.com"
SANDBOX = "https://openapi-sandbox.dl.alipaydev.com"
WAYS = [
    ("alipay-sdk-python", "V2", REAL),
    ("python-alipay-sdk", "V2", REAL),
    ("alipay-sdk (Node)", "V2", SANDBOX),
    ("alipay-sdk (Node)", "V3", REAL),
]


@pytest.fixture(scope="module")
def intercepting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Emulator, Path, int]]:
    folder, port = tmp_path_factory.mktemp("intercept"), free_port()
    made = Emulator(folder, own="127.0.0.8", more=("--intercept", str(folder / "tls"), "--tls-port", str(port)))
    yield made, folder / "tls", port
    made.stop()


def variables(folder: Path, address: str) -> dict[str, Any]:
    """What the folder's `env` says, and the resolver."""
    said = dict(line.removeprefix("export ").split("=", 1) for line in (folder / "env").read_text().splitlines())
    return {**said, "ELSEWHERE": address, "NODE_OPTIONS": f"--require {ELSEWHERE / 'hosts.cjs'}"}


@pytest.mark.parametrize(("name", "codec", "address"), WAYS, ids=[f"{name} {codec}" for name, codec, _ in WAYS])
def test_an_sdk_with_the_real_address_calls_here(intercepting: tuple[Emulator, Path, int], name: str, codec: str, address: str):
    emulator, folder, port = intercepting
    own = variables(folder, f"{urlsplit(emulator.keys['endpoint']).hostname}:{port}")
    own["PYTHONPATH"] = f"{ELSEWHERE}:{SDKS / name}"
    try:
        client = Client(name, emulator.configs(gateway=f"{address}/gateway.do", endpoint=address), **own)
    except NotInstalled as missing:
        pytest.skip(f"{missing} is not installed; make test installs it")
    draft = {"out_trade_no": f"{name} {codec}", "total_amount": "1.00", "subject": "茶", "buyer_id": emulator.buyer}
    try:
        made = Caller(client, codec).call("alipay.trade.create", draft)
    finally:
        client.close()

    assert emulator.ask("GET", "/trades?limit=1")["items"][0]["trade_no"] == made["trade_no"]


def test_a_browser_that_a_program_sends_to_be_allowed_something_comes_back_with_a_code(intercepting: tuple[Emulator, Path, int]):
    emulator, folder, port = intercepting
    buyer, app_id = emulator.keys["buyers"][0], emulator.keys["app"]["app_id"]
    trusted = ssl.create_default_context(cafile=str(folder / "ca.pem"))
    here = f"https://{urlsplit(emulator.keys['endpoint']).hostname}:{port}"
    asked = {"app_id": app_id, "scope": "auth_user", "redirect_uri": "https://shop.example/back?table=7", "state": "s1"}
    name: dict[str, Any] = {"headers": {"Host": "openauth.alipay.com"}, "extensions": {"sni_hostname": "openauth.alipay.com"}}
    with httpx.Client(base_url=here, verify=trusted, trust_env=False) as browser:

        def sent(path: str, **more: str) -> httpx.Response:
            return browser.get(f"/oauth2/{path}.htm", params={**asked, **more}, **name)

        page = sent("publicAppAuthorize")
        back = sent("publicAppAuthorize", **{"as": buyer["number"]})
        seller = sent("appToAppAuth", **{"as": emulator.keys["seller"]["number"]})
        script = sent("publicAppAuthorize", redirect_uri="javascript:1", **{"as": buyer["number"]})
        nobody = sent("publicAppAuthorize", **{"as": "2088000000000000"})

    assert f"as={buyer['number']}" in page.text
    said = dict(parse_qsl(urlsplit(back.headers["location"]).query))
    assert (back.status_code, said.pop("auth_code") != "") == (302, True)
    assert said == {"table": "7", "app_id": app_id, "source": "alipay_wallet", "scope": "auth_user", "state": "s1"}
    assert "app_auth_code=" in seller.headers["location"]
    assert (script.status_code, nobody.status_code) == (400, 404)
    mine = httpx.get(f"{emulator.keys['endpoint']}/api/me/authorisations", headers={"Authorization": f"Bearer {buyer['token']}"})
    assert [(each["app_id"], each["scopes"]) for each in mine.json()["items"]] == [(app_id, ["auth_user"])]


def test_the_folder_has_what_clients_need_and_no_key_that_could_speak_for_others(tmp_path: Path):
    files = certificates.written(tmp_path, address="127.0.0.1", now=system_clock())
    first = files.certificate.read_bytes()
    again = certificates.written(tmp_path, address="127.0.0.1", now=system_clock())
    authority = x509.load_pem_x509_certificate(files.authority.read_bytes())

    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "ca.pem",
        "compose.yaml",
        "env",
        "hosts",
        "server.key",
        "server.pem",
    ]
    assert stat.S_IMODE(files.key.stat().st_mode) == 0o600
    assert again.certificate.read_bytes() == first, "whoever trusts it need not be told anew"
    assert authority.extensions.get_extension_for_class(x509.NameConstraints).critical
    assert authority.public_key() != x509.load_pem_x509_certificate(first).public_key()
    assert {line.split()[1] for line in (tmp_path / "hosts").read_text().splitlines()} == set(certificates.HOSTS)
