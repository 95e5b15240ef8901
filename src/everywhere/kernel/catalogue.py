"""The message catalogue: every text that the server says to people, in every language, from `messages.toml` files."""

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Literal

Language = Literal["zh-CN", "en"]
LANGUAGES: tuple[Language, ...] = ("zh-CN", "en")
_SUFFIX: dict[Language, Literal["zh", "en"]] = {"zh-CN": "zh", "en": "en"}


@dataclass(frozen=True, slots=True)
class ErrorText:
    """What an error code means: its HTTP status, its text and its remedy in each language."""

    code: str
    status: int
    text: dict[str, str]
    remedy: dict[str, str]


@dataclass(frozen=True, slots=True)
class NoticeText:
    """What a notice says: a title and a body in each language, with {facts} to fill in."""

    kind: str
    title: dict[str, str]
    body: dict[str, str]


@cache
def errors() -> dict[str, ErrorText]:
    """Every error code with its texts. A code that two domains claim is a ValueError."""
    found: dict[str, ErrorText] = {}
    for code, entry in _entries("errors"):
        _once(found, code)
        found[code] = ErrorText(
            code=code,
            status=int(entry["status"]),
            text={"zh": entry["zh"], "en": entry["en"]},
            remedy={"zh": entry["remedy_zh"], "en": entry["remedy_en"]},
        )
    return found


@cache
def notices() -> dict[str, NoticeText]:
    """Every kind of notice with its texts."""
    found: dict[str, NoticeText] = {}
    for kind, entry in _entries("notices"):
        _once(found, kind)
        found[kind] = NoticeText(
            kind=kind,
            title={"zh": entry["title_zh"], "en": entry["title_en"]},
            body={"zh": entry["body_zh"], "en": entry["body_en"]},
        )
    return found


@cache
def phrases() -> dict[str, dict[str, str]]:
    """Every other sentence that the server says, such as why an item is where it is: code → language → words."""
    found: dict[str, dict[str, str]] = {}
    for code, entry in _entries("phrases"):
        if code in found:
            raise ValueError(f"{code} stands twice in the message catalogue")
        found[code] = {"zh": entry["zh"], "en": entry["en"]}
    return found


def say(texts: dict[str, str], language: Language, facts: dict[str, object]) -> str:
    """The text in `language` with its {facts} filled in; a fact that is missing stays as its name."""
    return texts[_SUFFIX[language]].format_map(_Facts(facts))


@lru_cache(maxsize=1024)
def pick_language(accept_language: str | None) -> Language:
    """The first language of an Accept-Language header that we speak; Chinese where the header names none."""
    for part in (accept_language or "").split(","):
        tag = part.split(";", 1)[0].strip().lower()
        if tag.startswith("zh"):
            return "zh-CN"
        if tag.startswith("en"):
            return "en"
    return "zh-CN"


class _Facts(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def _once(found: dict[str, ErrorText] | dict[str, NoticeText], key: str) -> None:
    if key in found:
        raise ValueError(f"{key} stands twice in the message catalogue")


def _entries(table: str) -> list[tuple[str, dict[str, str]]]:
    return [
        (key, entry)
        for file in _message_files(resources.files("everywhere"))
        for key, entry in tomllib.loads(file.read_text("utf-8")).get(table, {}).items()
    ]


def _message_files(folder: Traversable) -> list[Traversable]:
    files: list[Traversable] = []
    for item in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if item.is_dir():
            files += _message_files(item)
        elif item.name == "messages.toml":
            files.append(item)
    return files
