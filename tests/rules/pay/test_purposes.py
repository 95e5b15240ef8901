"""Whatever moves a person's balance has words in the app's statement, in both languages."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import everywhere

SOURCE = Path(everywhere.__file__).parent
FEATURE = SOURCE.parents[1] / "web" / "src" / "features" / "pay"
MAKERS = {"posted", "pending"}
NEVER_ON_A_BALANCE = {"close_{leg}", "chargeback_loss"}
"""Between the operator's own accounts: when a day of a provider's books is closed, and what a chargeback costs."""
PASSED_ON = {"purpose", "event.purpose"}
"""Handed over by who names it: in `escrow` by literals, in `crossing` as the first leg had it."""


def told(node: ast.expr, constants: dict[str, list[str]]) -> list[str]:
    """The purposes that an expression may have."""
    match node:
        case ast.Constant(value=str(value)):
            return [value]
        case ast.JoinedStr():
            return [ast.unparse(node)[2:-1]]
        case ast.Name(id=name) if name in constants:
            return constants[name]
        case ast.Subscript(value=ast.Name(id=name)) if name in constants:
            return constants[name]
        case _:
            assert ast.unparse(node) in PASSED_ON, ast.unparse(node)
            return []


def constants_of(tree: ast.Module) -> dict[str, list[str]]:
    """The strings of each constant of a module."""
    found = {}
    for each in tree.body:
        if isinstance(each, ast.Assign | ast.AnnAssign) and each.value is not None:
            targets = each.targets if isinstance(each, ast.Assign) else [each.target]
            values = each.value.values if isinstance(each.value, ast.Dict) else [each.value]
            strings = [value.value for value in values if isinstance(value, ast.Constant) and isinstance(value.value, str)]
            found |= {target.id: strings for target in targets if isinstance(target, ast.Name)}
    return found


def purposes() -> Iterator[str]:
    """What the server's code posts transfers for."""
    for file in sorted(SOURCE.rglob("*.py")):
        if {"app", "kernel"} & set(file.relative_to(SOURCE).parts[:1]):
            continue
        tree = ast.parse(file.read_text("utf-8"))
        constants = constants_of(tree)
        for call in (each for each in ast.walk(tree) if isinstance(each, ast.Call)):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            for keyword in call.keywords:
                if name in MAKERS and keyword.arg == "purpose":
                    yield from told(keyword.value, constants)


def of_escrow() -> set[str]:
    """What an escrow account pays out for: its own module hands the words on."""
    text = (SOURCE / "pay" / "escrow" / "actions.py").read_text("utf-8")
    return set(re.findall(r'"(release|refund|commission)"', text))


def test_every_purpose_has_words_in_both_languages():
    found = set(purposes()) - NEVER_ON_A_BALANCE | of_escrow() - {"commission"}
    assert {"hold", "release", "refund", "withdrawal", "top_up_refund", "withdrawal_reversal", "trade", "payment"} <= found

    listed = re.search(r"PURPOSES = \[(.*?)\]", (FEATURE / "wallet.ts").read_text("utf-8"), re.DOTALL)
    assert listed is not None
    assert found - set(re.findall(r'"(\w+)"', listed[1])) == set()
    for language in ("en", "zh-CN"):
        words = json.loads((FEATURE / "messages" / f"{language}.json").read_text("utf-8"))
        assert found - {key.removeprefix("for.") for key in words if key.startswith("for.")} == set(), language
