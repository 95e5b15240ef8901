"""Decisions about a post's kind: do the answers fit the form, and must somebody read it before it is shown."""

import re
import unicodedata
from functools import lru_cache
from typing import Any

import msgspec
from jsonschema import Draft202012Validator

from everywhere.help.categories.types import AnswersDoNotFit, Category, CategoryOff, Suspicion

ANSWERS_MAX_BYTES = 8000

_SPACED = r"[\s.\-–—_*·()（）]*"
_CONTACT = re.compile(
    rf"(?:\d{_SPACED}){{9,}}"  # any number that is long enough to call
    r"|[\w.+-]+\s*@\s*[\w-]+\s*\.\s*\w{2,}"
    r"|https?://|www\.|\b[\w-]+\.(?:com|cn|net|org|io|me|top|xyz)\b"
    r"|微信|威信|薇信|加v|加我v|vx\b|\bwx\b|wechat|whatsapp|telegram|\bqq\b|扣扣|电话|手机号|phone\s*number",
    re.IGNORECASE,
)
_DATE_OR_TIME = re.compile(r"\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?|\d{1,2}:\d{2}")
_LENDING = re.compile(
    r"借钱|借款|贷款|放贷|高利|利息|日息|月息|网贷|套现|刷单|垫付|\bloans?\b|\blend(?:ing)?\s+(?:me\s+)?money\b|\bborrow\s+money\b|\bcash\s*advance\b",
    re.IGNORECASE,
)
_FORBIDDEN = re.compile(
    r"枪支|弹药|炸药|毒品|冰毒|大麻|海洛因|迷药|代孕|假证|办证|发票代开|代开发票|嫖|卖淫|裸聊|色情|赌博|赌场|洗钱|替考|跑分"
    r"|\bcocaine\b|\bheroin\b|\bmeth\b|\bfirearms?\b|\bammunition\b|\bexplosives?\b|\bescort\s+service\b|\bprostitut\w*|\bfake\s+(?:id|passport)s?\b"
    r"|\bmoney\s+launder\w*",
    re.IGNORECASE,
)


def must_fit(category: Category, answers: dict[str, Any]) -> None:
    """Let a post pass whose category is switched on and whose answers fit its form. Raises CategoryOff and AnswersDoNotFit."""
    if not category.is_enabled:
        raise CategoryOff(path="category", category=category.code)
    check_answers(category, answers)


def check_answers(category: Category, answers: dict[str, Any]) -> None:
    """Let answers pass that fit the category's form. Raises AnswersDoNotFit with the path of the first that does not."""
    encoded = msgspec.json.encode(answers)
    if len(encoded) > ANSWERS_MAX_BYTES:
        raise AnswersDoNotFit(path="answers", reason=f"longer than {ANSWERS_MAX_BYTES} bytes")
    validator = _validator(msgspec.json.encode(category.form))
    errors = sorted(validator.iter_errors(answers), key=lambda error: (list(map(str, error.absolute_path)), error.message))
    if errors:
        first = errors[0]
        path = ".".join(["answers", *(str(part) for part in first.absolute_path)])
        raise AnswersDoNotFit(path=path, reason=first.message[:200])


def suspicion(category: Category, *texts: str) -> Suspicion | None:
    """Why a post with these texts must be read before it is shown; None lets it go live at once.

    Forbidden words hold back any post; contact data and money lending those whose category is `screened`; a category
    of risk `person` waits for a person whatever it says.
    """
    if category.risk == "person":
        return "risky_category"
    text = plain("\n".join(texts))
    if _FORBIDDEN.search(text):
        return "forbidden_words"
    if category.risk == "live":
        return None
    if _LENDING.search(text):
        return "money_lending"
    return "contact_data" if _CONTACT.search(_DATE_OR_TIME.sub(",", text)) else None


def plain(text: str) -> str:
    """The text with look-alike forms folded (NFKC: full-width digits and letters) and invisible marks taken out."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(char for char in folded if unicodedata.category(char) != "Cf")


@lru_cache(maxsize=256)
def _validator(form: bytes) -> Draft202012Validator:
    return Draft202012Validator(msgspec.json.decode(form))
