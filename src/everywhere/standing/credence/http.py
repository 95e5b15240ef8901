"""How far one is believed about others, for the person to see."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import get

from everywhere.kernel import catalogue
from everywhere.kernel.catalogue import LANGUAGES, Language
from everywhere.kernel.http import given
from everywhere.people.http import Who
from everywhere.standing.credence import actions
from everywhere.standing.credence.types import Voice


class VoiceView(msgspec.Struct, kw_only=True):
    """Of how many people you said something in reviews and disputes, of how many against them with something to gain by it, and
    what share of your word counts for it; `credence`, how far you are believed by whom you deal with. Both 0.1 to 1, in words by
    language. Contest it by `contest_id`.
    """

    spoken: int
    pressed: int
    credence: float
    weight: float
    counted_at: datetime | None
    cleared_at: datetime | None
    contest_id: UUID
    text: dict[str, str]

    @classmethod
    def of(cls, voice: Voice) -> "VoiceView":
        """From what was counted."""
        facts: dict[str, object] = {
            "percent": round(100 * voice.weight),
            "credence": round(100 * voice.credence),
            "spoken": voice.spoken,
            "pressed": voice.pressed,
        }
        return cls(
            spoken=voice.spoken,
            pressed=voice.pressed,
            credence=round(voice.credence, 3),
            weight=round(voice.weight, 3),
            counted_at=voice.counted_at,
            cleared_at=voice.cleared_at,
            contest_id=voice.contest_id,
            text={language: " ".join(_said(code, language, facts) for code in _codes(voice)) for language in LANGUAGES},
        )


@get("/api/me/standing/voice", tags=["standing"])
async def read_voice(who: Who, db: given.Db) -> VoiceView:
    """How far you are believed about others, scored yourself or not. Counted every night."""
    async with db.read() as tx:
        return VoiceView.of(await actions.voice(tx, who.person_id))


HANDLERS: list[Any] = [read_voice]


def _codes(voice: Voice) -> list[str]:
    closed = ["standing_voice_new" if voice.counted_at is None else "standing_voice_closed"] if voice.credence < 1 else []
    pressing = ["standing_voice_less"] if voice.weight < 1 else []
    return [*pressing, *closed] or ["standing_voice_whole"]


def _said(code: str, language: Language, facts: dict[str, object]) -> str:
    return catalogue.say(catalogue.phrases()[code], language, facts)
