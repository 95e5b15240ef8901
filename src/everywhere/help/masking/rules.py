"""Contact data in what people write: phone numbers however they are spelled, e-mail, ids of messengers, addresses of pages.

The text is read in a plain form, character by character, so that what is found can be taken out of the text as it was
written. Amounts, times, dates, and numbers of houses are no contact data and stay.
"""

import re
import unicodedata
from collections.abc import Iterator

from everywhere.help.masking.types import Masked

MASK = "•••"

_CHINESE_DIGITS = ("零〇洞", "一幺壹", "二贰", "三叁", "四肆", "五伍", "六陆", "七柒拐", "八捌", "九玖勾")
_DIGIT_OF = {character: str(value) for value, characters in enumerate(_CHINESE_DIGITS) for character in characters}

# ── Numbers. Digits with something between them; how they are grouped tells a telephone from a list of prices. ──
_BETWEEN = r"[ \t\-–—_.·•~()]{0,3}"
_ANYTHING_BETWEEN = r"[^\w\n]{0,3}"
_RUN = re.compile(rf"(?<![\d.])\+?\d(?:{_BETWEEN}\d){{6,17}}(?!\d)")
_SPELLED = re.compile(
    rf"(?<!\w)(?:\+?8{_ANYTHING_BETWEEN}6{_ANYTHING_BETWEEN})?1(?:{_ANYTHING_BETWEEN}(?<!\d)\d(?!\d)){{10}}(?!\w)"
)
_MOBILE = re.compile(r"(?:\+?86|0086|0)?1[3-9]\d{9}")
_MOBILE_GROUPS = {(11,), (3, 4, 4), (3, 8), (3, 3, 5), (3, 5, 3), (4, 3, 4), (4, 4, 3), (5, 6), (6, 5), (7, 4), (1, 10), (2, 9)}
_LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d\d)[2-8]\d{6,7}")
_LANDLINE_GROUPS = {(11,), (12,), (10,), (3, 8), (3, 4, 4), (4, 8), (4, 7), (4, 4, 4), (4, 3, 4)}
_INTERNATIONAL = re.compile(r"\+\d{8,15}")
_PREFIX = re.compile(rf"\A(?:\+?86|0086){_BETWEEN}(?=1)")
_ENGLISH_DIGIT = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)"
_ENGLISH = re.compile(rf"\b{_ENGLISH_DIGIT}(?:[\s,.\-]+(?:{_ENGLISH_DIGIT}|\d)){{6,}}\b")
_CALLED = re.compile(
    r"(?:电话|座机|手机|致电|拨打|号码是|\b(?:tel|phone|telephone|mobile|call(?:\s+me)?(?:\s+(?:at|on))?)\b)"
    rf"(?:号码|号|是|为|[\s:=.])*(?P<id>\d(?:{_BETWEEN}\d){{5,14}})(?!\d)"
)

# ── Addresses. ──
_AT = r"\s*(?:@|\(at\)|\[at\]|艾特|圈a)\s*"
_DOT = r"\s*(?:\.|。|\(dot\)|\[dot\]|(?<=[a-z0-9])点(?=[a-z]))\s*"
_MAIL = re.compile(rf"[a-z0-9][\w.+\-]*{_AT}[a-z0-9][a-z0-9\-]*(?:{_DOT}[a-z0-9\-]{{2,}})+")
_PLACES = "com|cn|net|org|io|cc|xyz|vip|info|ly|gl|tv|hk|tw"
# Words as well as endings of addresses: with a path behind them only, so that "in 2 hours.me too" stays.
_WORDY_PLACES = "me|top|shop|link|app|im|club|site|online|co"
_PAGE = re.compile(
    r"(?:https?|weixin|tg)\s*:\s*//\s*[^\s，。；！？]+"
    r"|\bwww\s*\.\s*[^\s，。；！？]+"
    rf"|(?<![\w@])(?:[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?\.)+(?:(?:{_PLACES})(?!\w)(?:[/?][^\s，。；！？]*)?|(?:{_WORDY_PLACES})/[^\s，。；！？]*)"
)

# ── Ids of messengers. A bare word behind the name is taken only when something says that it is the id. ──
_MESSENGER = (
    r"(?:微\s*信|微❤|薇\s*信|威信|微芯|徽信|v\s*信|扣扣|企鹅号|小红书|抖音"
    r"|(?<![a-z0-9])(?:we\s*chat|weixin|vx|wx|v\s*x|qq|telegram|tg|whats\s*app|skype|instagram|ins|douyin)(?![a-z0-9]))"
)
_SAYS_SO = r"(?:号码|账号|帐号|号|群|\bid\b|\bis\b|是|为|叫|加|搜|我|[\s:=+@])*"
_MARKED = r"\s*(?:号码|账号|帐号|号|群|\bid\b)\s*(?:\bis\b|是|为|[:=])?\s*|\s*[:=+@]\s*"
_ID_WITH_DIGIT = r"(?=[a-z0-9_\-]*[\d_])[a-z0-9_][a-z0-9_\-]{4,19}"
_NUMBER_ID = rf"[1-9](?:{_BETWEEN}\d){{4,11}}"
_ID = re.compile(rf"{_MESSENGER}{_SAYS_SO}(?P<id>{_ID_WITH_DIGIT}|{_NUMBER_ID})(?![a-z0-9_])")
_WORD_ID = re.compile(rf"{_MESSENGER}(?:{_MARKED})(?P<id>[a-z][a-z0-9_\-]{{5,19}})(?![a-z0-9_])")
_ADD_ME = re.compile(
    rf"(?:加我?\s*[vq]|加我|(?<![a-z0-9])add me(?: on)?)\s*[:=]?\s*(?P<id>{_ID_WITH_DIGIT}|{_NUMBER_ID})(?![a-z0-9_])"
)
_HANDLE = re.compile(r"(?<![\w.])@(?P<id>(?=\w*[\d_])[a-z]\w{4,29})")


def masked(text: str) -> Masked:
    """The text with contact data replaced by `MASK`; masking twice changes nothing more."""
    plain, origin = _plain(text)
    spans = _merged([(origin[start], origin[end - 1] + 1) for start, end in _found(plain) if end > start])
    if not spans:
        return Masked(text, is_masked=False)
    parts: list[str] = []
    kept_from = 0
    for start, end in spans:
        parts += [text[kept_from:start], MASK]
        kept_from = end
    return Masked("".join([*parts, text[kept_from:]]), is_masked=True)


def _plain(text: str) -> tuple[str, list[int]]:
    """The text in lower case with one form for each digit, and for each of its characters where it stood."""
    plain: list[str] = []
    origin: list[int] = []
    for at, character in enumerate(text):
        if unicodedata.category(character) in ("Cf", "Mn", "Me"):  # invisible marks and rings around digits
            continue
        for folded in unicodedata.normalize("NFKC", character).lower():
            plain.append(_digit(folded))
            origin.append(at)
    return "".join(plain), origin


def _digit(character: str) -> str:
    if character in _DIGIT_OF:
        return _DIGIT_OF[character]
    value = unicodedata.digit(character, None)
    return character if value is None else str(value)


def _found(plain: str) -> Iterator[tuple[int, int]]:
    for pattern in (_MAIL, _PAGE, _SPELLED, _ENGLISH):
        for match in pattern.finditer(plain):
            yield match.span()
    for pattern in (_ID, _WORD_ID, _ADD_ME, _HANDLE, _CALLED):
        for match in pattern.finditer(plain):
            yield match.span("id")
    for match in _RUN.finditer(plain):
        if _is_phone(match[0]):
            yield match.span()


def _is_phone(run: str) -> bool:
    digits = "".join(character for character in run if character.isdigit() or character == "+")
    if _INTERNATIONAL.fullmatch(digits):
        return True
    groups = tuple(len(group) for group in re.findall(r"\d+", _PREFIX.sub("", run, count=1)))
    if _MOBILE.fullmatch(digits):
        return groups in _MOBILE_GROUPS or max(groups) <= 2 or len(groups) == 1
    return bool(_LANDLINE.fullmatch(digits)) and groups in _LANDLINE_GROUPS


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
