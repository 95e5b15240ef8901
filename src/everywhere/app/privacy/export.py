"""Everything about a person as a zip: one JSON file for each domain that knows something."""

import io
import zipfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from everywhere.help.bids import actions as bids
from everywhere.help.chat import actions as chat
from everywhere.help.deals import actions as deals
from everywhere.help.needs import actions as needs
from everywhere.help.offers import actions as offers
from everywhere.help.reviews import actions as reviews
from everywhere.kernel import files
from everywhere.kernel.database import ReadTx
from everywhere.notify import actions as notify
from everywhere.notify.push import actions as push
from everywhere.pay.agreements import actions as agreements
from everywhere.pay.complaints import actions as complaints
from everywhere.pay.merchants import actions as merchants
from everywhere.pay.openapi.apps import actions as apps
from everywhere.pay.openapi.authorisations import actions as authorisations
from everywhere.pay.providers.transits import actions as transits
from everywhere.pay.tabs import actions as tabs
from everywhere.pay.trades.receipts import actions as receipts
from everywhere.pay.wallet import actions as wallet
from everywhere.people import actions as people
from everywhere.people.consents import actions as consents
from everywhere.people.passkeys import actions as passkeys
from everywhere.people.reports import actions as reports
from everywhere.people.sessions import actions as sessions
from everywhere.people.types import Person
from everywhere.places import actions as places
from everywhere.standing.scores import actions as standing

ROWS_MAX = 10_000
"""The most rows of a kind that one export holds, the newest first."""
Export = Callable[[ReadTx, Person, datetime], Awaitable[object]]


async def everything(tx: ReadTx, who: Person, *, now: datetime) -> dict[str, bytes]:
    """Each file's name and JSON. Read in a snapshot, so that the files agree."""
    about = {"person_id": who.person_id, "at": now, "files": sorted(EXPORTS), "rows_max": ROWS_MAX}
    found = {name: await export(tx, who, now) for name, export in EXPORTS.items()}
    return {f"{name}.json": _json(content) for name, content in {"about": about, **found}.items()}


def zipped(content: Mapping[str, bytes]) -> bytes:
    """The files as one zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in content.items():
            archive.writestr(name, raw)
    return out.getvalue()


async def _bids(tx: ReadTx, who: Person, _now: datetime) -> object:
    return _own_places(who, await bids.of_person(tx, who, side=None, stage=None, before=None, limit=ROWS_MAX))


async def _deals(tx: ReadTx, who: Person, _now: datetime) -> object:
    return _own_places(who, await deals.of_person(tx, who, side=None, stage=None, before=None, limit=ROWS_MAX))


async def _wallet(tx: ReadTx, who: Person, _now: datetime) -> object:
    holdings = await wallet.holdings(tx, who.person_id)
    lines = [
        await wallet.statement(tx, who.person_id, holding.available.currency, after=None, limit=ROWS_MAX) for holding in holdings
    ]
    return {"holdings": holdings, "transfers": [line for each in lines for line in each]}


EXPORTS: Mapping[str, Export] = {
    "profile": lambda tx, who, _now: people.export(tx, who.person_id),
    "sessions": lambda tx, who, now: sessions.live_of(tx, who.person_id, now=now),
    "passkeys": lambda tx, who, _now: passkeys.export(tx, who.person_id),
    "consents": lambda tx, who, _now: consents.export(tx, who.person_id),
    "reports": lambda tx, who, _now: reports.export(tx, who.person_id),
    "pictures": lambda tx, who, _now: files.of_person(tx, who.person_id),
    "memberships": lambda tx, who, now: places.export(tx, who.person_id, now=now),
    "notices": lambda tx, who, _now: notify.inbox(tx, who.person_id, before=None, unread_only=False, limit=ROWS_MAX),
    "push": lambda tx, who, _now: push.of(tx, who.person_id),
    "wallet": _wallet,
    "transits": lambda tx, who, _now: transits.export(tx, who.person_id),
    "agreements": lambda tx, who, now: agreements.of_payer(tx, who.person_id, now=now),
    "tabs": lambda tx, who, now: tabs.of_payer(tx, who.person_id, now=now),
    "complaints": lambda tx, who, _now: complaints.export(tx, who.person_id),
    "receipts": lambda tx, who, _now: receipts.export(tx, who.person_id),
    "merchant": lambda tx, who, _now: merchants.export(tx, who.person_id),
    "apps": lambda tx, who, _now: apps.export(tx, who),
    "authorisations": lambda tx, who, _now: authorisations.of(tx, who.person_id),
    "needs": lambda tx, who, _now: needs.export(tx, who.person_id),
    "offers": lambda tx, who, _now: offers.export(tx, who.person_id),
    "availability": lambda tx, who, _now: offers.availability_of(tx, [who.person_id]),
    "bids": _bids,
    "deals": _deals,
    "messages": lambda tx, who, _now: chat.export(tx, who.person_id),
    "reviews": lambda tx, who, _now: reviews.export(tx, who.person_id),
    "standing": lambda tx, who, now: standing.export(tx, who.person_id, now=now),
}


def _own_places(who: Person, found: Sequence[Any]) -> list[dict[str, Any]]:
    # The helper of a deal saw where the asker lives; that is the asker's to take along, not the helper's.
    rows = [msgspec.to_builtins(each) for each in found]
    return [
        {name: value for name, value in row.items() if row["asker_id"] == str(who.person_id) or not name.startswith("exact_")}
        for row in rows
    ]


def _json(content: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(content), indent=2)
