"""Who talks with whom, what a message may be, and the quick phrases."""

from uuid import UUID

from everywhere.help.chat.types import Message, MessageEmpty, PartnerNeeded, PhraseCode, PhraseStandsAlone
from everywhere.help.deals.types import Deal
from everywhere.help.masking import actions as masking
from everywhere.help.masking.types import Masked
from everywhere.kernel.catalogue import Language
from everywhere.kernel.errors import NotFound

PHRASES: dict[PhraseCode, dict[Language, str]] = {
    "on_my_way": {"en": "I am on my way.", "zh-CN": "我出发了，在路上。"},
    "arrived": {"en": "I am here.", "zh-CN": "我到了。"},
    "ten_minutes_late": {"en": "I will be about ten minutes late.", "zh-CN": "我大约晚到十分钟。"},
    "where_exactly": {"en": "Where exactly is it?", "zh-CN": "具体在什么位置？"},
    "when_suits_you": {"en": "When does it suit you?", "zh-CN": "你什么时候方便？"},
    "is_it_free_now": {"en": "Do you have time now?", "zh-CN": "现在有空吗？"},
    "send_a_picture": {"en": "Could you send a picture?", "zh-CN": "可以发张照片吗？"},
    "done": {"en": "It is done, please have a look.", "zh-CN": "已完成，请确认。"},
    "thank_you": {"en": "Thank you!", "zh-CN": "谢谢！"},
    "sorry_cannot": {"en": "Sorry, I cannot do it.", "zh-CN": "抱歉，这次我帮不了。"},
}

HINT: dict[Language, str] = {
    "en": "Contact data is hidden until the money is held; talk here, so that the guarantee covers you.",
    "zh-CN": "托管付款前联系方式会被隐藏；请在此沟通，享受平台保障。",
}

EXCERPT_MAX = 80


def guest_of(owner_id: UUID, *, who_id: UUID, with_id: UUID | None) -> UUID:
    """Whose thread with the owner is meant. Raises PartnerNeeded for an owner who names nobody, NotFound for who cannot be meant."""
    if who_id != owner_id:
        if with_id not in (None, owner_id):
            raise NotFound
        return who_id
    if with_id is None:
        raise PartnerNeeded(path="with")
    if with_id == owner_id:
        raise NotFound
    return with_id


def shows_contacts(deal: Deal) -> bool:
    """Whether the two may give each other their numbers: once the money is held, or at once where it goes from hand to hand."""
    if deal.stage == "cancelled":
        return False
    return deal.is_cash or deal.stage != "agreed"


def said(text: str, *, shows_contacts: bool) -> Masked:
    """What is kept of what somebody wrote."""
    return Masked(text, is_masked=False) if shows_contacts else masking.masked(text)


def must_say_something(text: str, phrase: PhraseCode | None, picture_ids: list[UUID]) -> None:
    """Raise MessageEmpty or PhraseStandsAlone for what is no message."""
    if phrase is not None and (text or picture_ids):
        raise PhraseStandsAlone(path="phrase")
    if phrase is None and not text and not picture_ids:
        raise MessageEmpty(path="text")


def words(message: Message, language: Language) -> str:
    """What a message says to a reader of `language`."""
    return message.text if message.phrase is None else PHRASES[message.phrase][language]


def excerpt(message: Message, language: Language) -> str:
    """The beginning of a message, on one line; a picture as a sign."""
    text = " ".join(words(message, language).split()) or "🖼"
    return text if len(text) <= EXCERPT_MAX else f"{text[: EXCERPT_MAX - 1]}…"
