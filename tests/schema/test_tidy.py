"""Tidy: the house rules that a machine can hold, as tests."""

import ast
import functools
import importlib
import pkgutil
import re
import string
from pathlib import Path

import pytest

import everywhere
from everywhere.app import cli, reference
from everywhere.kernel import catalogue
from everywhere.kernel.errors import Refusal

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "everywhere"
FILE_LINES_MAX = 300
TEST_LINES_MAX = 400
FUNCTION_LINES_MAX = 40
HANDLER_LINES_MAX = 15
BANNED = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc", "base"}
ROOMS = {"__init__", "types", "rules", "store", "actions", "http", "jobs"}
FREE_OF_ROOMS = {"kernel", "app"}
HTTP_VERBS = {"get", "post", "put", "patch", "delete"}
# What is started by name and not imported.
ENTRANCES = {"everywhere.app.cli", "everywhere.app.reference", "everywhere.app.reference_places", "everywhere.app.release"}
ENTRANCES.add("everywhere.app.programs.driving")  # tests of mini-programs import it
ENTRANCES |= {f"everywhere.app.{place.partition(':')[0]}" for place in cli.COMMANDS.values()}

for module in pkgutil.walk_packages(everywhere.__path__, "everywhere."):
    importlib.import_module(module.name)

pytestmark = pytest.mark.once


@functools.cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def sources() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


def is_handler(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    names = [node.func.id for node in function.decorator_list if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    return bool(HTTP_VERBS & set(names))


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def subclasses(kind: type) -> set[type]:
    return {kind}.union(*(subclasses(child) for child in kind.__subclasses__()))


def test_no_file_is_long():
    long = {short(path): count for path in sources() if (count := len(path.read_text("utf-8").splitlines())) > FILE_LINES_MAX}
    tests = {
        short(path): count
        for path in (ROOT / "tests").rglob("*.py")
        if (count := len(path.read_text("utf-8").splitlines())) > TEST_LINES_MAX
    }

    assert {**long, **tests} == {}


def test_no_function_is_long():
    assert {
        f"{short(path)}:{f.name}": lines(f) for path in sources() for f in functions(path) if lines(f) > FUNCTION_LINES_MAX
    } == {}


def test_no_handler_does_more_than_parse_call_and_shape():
    long = {
        f"{short(path)}:{f.name}": body_lines(f)
        for path in sources()
        for f in functions(path)
        if is_handler(f) and body_lines(f) > HANDLER_LINES_MAX
    }

    assert long == {}


def test_no_folder_or_file_has_a_name_that_says_nothing():
    assert [short(path) for path in SOURCE.rglob("*") if path.stem in BANNED] == []


def test_domains_have_the_rooms_that_every_domain_has():
    strange = [
        short(path)
        for path in sources()
        if path.relative_to(SOURCE).parts[0] not in FREE_OF_ROOMS
        and len(path.relative_to(SOURCE).parts) > 1
        and path.stem not in ROOMS
    ]

    assert strange == []


def test_sql_and_locks_stand_in_stores():
    outside = [
        short(path)
        for path in sources()
        if path.stem != "store"
        and path.relative_to(SOURCE).parts[0] not in FREE_OF_ROOMS
        and re.search(r"query import|kernel import .*\bquery\b", path.read_text("utf-8"))
    ]

    assert outside == []


def test_rules_do_no_input_or_output():
    impure = [
        short(path)
        for path in SOURCE.rglob("rules.py")
        if [f for f in ast.walk(tree(path)) if isinstance(f, ast.AsyncFunctionDef | ast.Await)]
    ]

    assert impure == []


@pytest.mark.parametrize(
    ("room", "never"),
    [
        ("types", ROOMS - {"__init__", "types"}),
        ("rules", {"store", "http", "jobs"}),
        ("store", {"actions", "http", "jobs"}),
        ("actions", {"http", "jobs"}),
        ("http", {"store"}),
    ],
)
def test_a_room_imports_only_what_it_may(room: str, never: set[str]):
    wrong = []
    for path in SOURCE.rglob(f"{room}.py"):
        if path.relative_to(SOURCE).parts[0] in FREE_OF_ROOMS:
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("everywhere."):
                modules = {node.module.split(".")[-1], *(alias.name for alias in node.names)}
                wrong += [
                    f"{short(path)} imports {node.module}: {name}"
                    for name in modules & never
                    if not node.module.startswith("everywhere.kernel")
                ]

    assert wrong == []


def test_only_the_clock_reads_the_time():
    text = re.compile(r"datetime\.(now|utcnow|today)\(|time\.time\(")
    allowed = {"kernel/clock.py"}

    reading = [
        p for path in sources() if text.search(path.read_text("utf-8")) and (p := str(path.relative_to(SOURCE))) not in allowed
    ]

    assert [p for p in reading if not p.startswith(("app/simulator/", "app/bench/"))] == []


def test_no_file_is_dead():
    imported: set[str] = set()
    for path in sources():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    modules = {".".join(path.relative_to(SOURCE.parent).with_suffix("").parts) for path in sources() if path.stem != "__init__"}

    assert modules - imported - ENTRANCES == set()


def test_every_refusal_is_in_the_message_catalogue_and_the_other_way_round():
    codes = {kind.code for kind in subclasses(Refusal) - {Refusal}}

    assert codes ^ (catalogue.errors().keys() - {"internal"}) == set()


@pytest.mark.parametrize(
    "text", [*catalogue.errors().values(), *catalogue.notices().values()], ids=lambda text: getattr(text, "code", None) or text.kind
)
def test_both_languages_of_a_message_name_the_same_facts(text: catalogue.ErrorText | catalogue.NoticeText):
    for part in [text.text, text.remedy] if isinstance(text, catalogue.ErrorText) else [text.title, text.body]:
        named = [{name for _, name, _, _ in string.Formatter().parse(part[language]) if name} for language in ("zh", "en")]
        assert part["zh"]
        assert part["en"]
        assert named[0] == named[1]


@pytest.mark.parametrize("page", reference.PAGES, ids=lambda page: page.file)
def test_the_reference_is_written_from_the_code(page: reference.Page):
    assert (ROOT / "docs" / "reference" / page.file).read_text("utf-8") == page.write(), "run `make reference`"


def test_no_place_of_a_machine_is_named():
    here = re.compile(r"/(home|root|work)/\w|pypi\.org|registry\.npmjs|mirror", re.IGNORECASE)
    texts = [
        path
        for folder in ("src", "tests", "docs", "schema", "requirements", "bench")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".md", ".sql", ".toml", ".txt", ".sh", ".json"}
    ]

    assert [short(path) for path in texts if path.name != "test_tidy.py" and here.search(path.read_text("utf-8"))] == []
