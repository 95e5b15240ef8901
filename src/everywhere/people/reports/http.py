"""Reporting."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, post
from litestar.params import JSONBody

from everywhere.kernel.database import Tx
from everywhere.kernel.http import given, wire
from everywhere.people.http import Who
from everywhere.people.reports import actions
from everywhere.people.reports.types import Reason, SubjectKind
from everywhere.people.types import Person


class ReportDraft(wire.Input, frozen=True, kw_only=True):
    """What is wrong, with what."""

    subject_kind: SubjectKind
    subject_id: UUID
    reason: Reason
    text: wire.Text = ""


class ReportView(msgspec.Struct):
    """The report was kept."""

    id: UUID
    at: datetime


@post("/api/reports", status_code=201, tags=["people"])
async def report(data: JSONBody[ReportDraft], who: Who, command: given.Command) -> Response[ReportView]:
    """Tell the operators that something is wrong; nobody else learns who did."""
    await actions.must_not_flood(command.db, who, now=command.now)
    return await command.run(who.person_id, lambda tx: _made(tx, who, data, command.now), status=201)


HANDLERS: list[Any] = [report]


async def _made(tx: Tx, who: Person, data: ReportDraft, now: datetime) -> ReportView:
    subject = (data.subject_kind, data.subject_id)
    made = await actions.make(tx, who, subject=subject, reason=data.reason, text=wire.tidied(data.text), now=now)
    return ReportView(made.id, made.at)
