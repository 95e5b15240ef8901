"""Delivering one-time codes, after the commit that made them and outside every transaction."""

import asyncio
from urllib.parse import quote

import structlog

from everywhere.kernel import catalogue
from everywhere.kernel.settings import Settings
from everywhere.people.sign_in import rules
from everywhere.people.sign_in.types import SentCode

log = structlog.get_logger(__name__)

DELIVERY_TIMEOUT_S = 30


def must_be_sendable(handle: str, settings: Settings) -> None:
    """Raise CodesNotSent where neither a service nor the demo's log takes codes for this kind of handle."""
    if not settings.demo and not _urls(handle, settings):
        raise rules.CodesNotSent


async def deliver(sent: SentCode, settings: Settings) -> None:
    """Send a code by every service that takes its kind of handle.

    The code is nowhere at rest, so a failure is logged and the person asks for another.
    """
    if settings.demo:
        log.info("sign_in_code", handle=sent.handle, code=sent.code)
    urls = _urls(sent.handle, settings)
    if not urls:
        return
    from apprise import Apprise  # here: it knows a hundred services, and a demo or a test uses none

    messenger = Apprise()
    text = catalogue.notices()["sign_in_code"]
    facts: dict[str, object] = {"code": sent.code}
    if not messenger.add(urls):
        log.error("code_service_not_understood", understood=len(messenger), configured=len(urls))
    try:
        async with asyncio.timeout(DELIVERY_TIMEOUT_S):
            was_sent = await messenger.async_notify(
                title=catalogue.say(text.title, sent.language, facts), body=catalogue.say(text.body, sent.language, facts)
            )
    except (TimeoutError, OSError) as error:
        log.warning("code_not_delivered", handle=rules.masked(sent.handle), error=repr(error))
        return
    if not was_sent:
        log.warning("code_not_delivered", handle=rules.masked(sent.handle))


def _urls(handle: str, settings: Settings) -> list[str]:
    """The services for this handle: those that name its kind, and those that name none (an operator's own channel)."""
    kind, _, address = handle.partition(":")
    other = "{email}" if kind == "phone" else "{phone}"
    found = [url.strip() for url in settings.notify_urls.split(",")]
    return [url.replace(f"{{{kind}}}", quote(address, safe="")) for url in found if url and other not in url]
