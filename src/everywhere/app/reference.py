"""The reference pages of `docs/reference/`, written from the code and the kept results: `python -m everywhere.app.reference` writes them anew."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from everywhere.app import asgi, distribution, reference_methods
from everywhere.app.bench import page as benchmarks
from everywhere.kernel import catalogue
from everywhere.kernel.settings import Settings

FOLDER = Path(__file__).parents[3] / "docs" / "reference"
_VERBS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the reference and how it is written."""

    file: str
    write: Callable[[], str]


def _settings() -> str:
    rows = [
        f"| `EVERYWHERE_{name.upper()}` | `{'' if field.default is None else field.default}` | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return _page("Settings", "Environment variables that `everywhere` reads.", "| variable | default | meaning |", rows)


def _errors() -> str:
    rows = [
        f"| `{error.code}` | {error.status} | {error.text['en']} | {error.remedy['en']} |"
        for error in sorted(catalogue.errors().values(), key=lambda error: error.code)
    ]
    words = "Every `code` of a problem answer. `GET /api/errors/{code}` says the same in both languages."
    return _page("Error codes", words, "| code | status | text | what to do |", rows)


def _api() -> str:
    rows = [
        f"| `{verb.upper()} {path}` | {operation.get('description', '').split(chr(10))[0]} |"
        for path, item in sorted(_document()["paths"].items())
        for verb in _VERBS
        if (operation := item.get(verb))
    ]
    words = "Every operation; shapes and examples are at `/api/docs` of a running server, for programs at `/api/openapi.json`."
    return _page("The HTTP API", words, "| operation | what it does |", rows)


def _distribution() -> str:
    rows = [f"| `{table.name}` | {table.group} | {table.column or '–'} | {table.why} |" for table in distribution.TABLES]
    words = "Where each table lives once `everywhere db distribute` has run; `docs/operating/growing.md` says when to run it."
    return _page("Tables on a cluster", words, "| table | group | spread by | why apart |", rows)


def _contract() -> str:
    return json.dumps(_document(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _document() -> dict[str, Any]:
    return asgi.create_app(Settings(), url="postgresql://").contract


def _page(title: str, words: str, header: str, rows: list[str]) -> str:
    line = "| " + " | ".join("---" for _ in header.strip("| ").split("|")) + " |"
    return "\n".join([f"# {title}", "", words, "", header, line, *rows, ""])


PAGES = (
    Page("settings.md", _settings),
    Page("errors.md", _errors),
    Page("api.md", _api),
    Page("openapi.json", _contract),
    Page("benchmarks.md", benchmarks.written),
    Page("distribution.md", _distribution),
    Page("openapi-coverage.md", reference_methods.written),
)


def main() -> None:
    """Write every page."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for page in PAGES:
        (FOLDER / page.file).write_text(page.write(), "utf-8")


if __name__ == "__main__":
    main()
