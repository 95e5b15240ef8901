"""An Alipay for tests: a second server of this product, in which somebody has a shop, and the settings of a client of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from support.openapi import key_pair, public_of, request_of
from support.server import Server, Someone


@contextmanager
def gateway(database_url: str, folder: Path) -> Iterator[Server]:
    """The second server."""
    server = Server(folder, database_url=database_url, data=str(folder / "alipay"), pay_guard="0", emulator="1")
    server.environment["EVERYWHERE_PUBLIC_URL"] = server.url
    server.start()
    try:
        yield server
    finally:
        server.stop()


def keys(shop: Someone, folder: Path) -> dict[str, Any]:
    """The settings of a shop's app in key mode, and its key files."""
    app, key = shop.post("/api/me/apps", {"name": "Everywhere"}), key_pair(3)
    shop.put(f"/api/me/apps/{app['app_id']}/key", {"public_key": public_of(key)})
    (folder / "alipay.pub").write_text(app["platform_public_key"], "utf-8")
    return {**_common(app, key, folder), "alipay_public_key_file": folder / "alipay.pub"}


def certificates(shop: Someone, folder: Path) -> dict[str, Any]:
    """The same in certificate mode."""
    app, key = shop.post("/api/me/apps", {"name": "Everywhere"}), key_pair(3)
    files = shop.put(f"/api/me/apps/{app['app_id']}/certificate", {"request": request_of(key)})
    named = {"app_certificate": "app_cert", "platform_certificate": "cert", "root_certificates": "root_cert"}
    for name, file in named.items():
        (folder / f"{file}.crt").write_text(files[name], "utf-8")
    return {**_common(app, key, folder), **{f"alipay_{file}_file": folder / f"{file}.crt" for file in named.values()}}


def _common(app: dict[str, Any], key: RSAPrivateKey, folder: Path) -> dict[str, Any]:
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "app.pem").write_bytes(pem)
    # This gateway keeps nothing.
    return {"alipay_app_id": app["app_id"], "alipay_key_file": folder / "app.pem", "alipay_fee_bps": 0}
