"""`alipay.open.app.alipaycert.download`: the platform's certificate, for clients that meet a serial number which they do not know."""

import base64

from everywhere.pay.openapi.methods.actions import Answer, Asked, Call, Failed, Method


class DownloadAsked(Asked, frozen=True):
    """The serial number of one of the platform's certificates."""

    alipay_cert_sn: str = ""


class DownloadAnswer(Answer, frozen=True):
    """The certificate: base64 of its PEM."""

    alipay_cert_content: str


async def download(call: Call, asked: DownloadAsked) -> DownloadAnswer:
    """The platform's certificate of that serial number."""
    keys = await call.platform.keys()
    if asked.alipay_cert_sn != keys.sn:
        raise Failed("CERT_NOT_EXIST", "证书不存在")
    return DownloadAnswer(alipay_cert_content=base64.b64encode(keys.pem.encode()).decode())


METHODS = [Method("alipay.open.app.alipaycert.download", "A", DownloadAsked, DownloadAnswer, download)]
