"""Recorded credit: our scorecard, those of optbinning and scorecardpy, and gradient boosting, on the same folds.

The peers come with `pip install everywhere[bench]`; without them their figures are left out, and that is said.
"""

import contextlib
import csv
import gzip
import importlib
import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from everywhere.app.bench import scorecard
from everywhere.app.bench.scorecard import Floats

FOLDS = 5
Fit = Callable[["Cases", NDArray[np.bool_]], Floats]
"""Fits on the cases that are marked, and answers the score of all others, high for bad."""


@dataclass(frozen=True, slots=True)
class Cases:
    """Columns of numbers and of words, and which cases turned out bad."""

    names: list[str]
    table: list[NDArray[Any]]
    bad: NDArray[np.bool_]


def read(file: Path) -> Cases:
    """Cases as a table with a column `target`, 1 for bad; a column of numbers alone is numbers."""
    with gzip.open(file, "rt", encoding="utf-8") as text:
        names, *lines = csv.reader(text)
    columns = {name: np.array(cells) for name, cells in zip(names, zip(*lines, strict=True), strict=True)}
    bad = columns.pop("target").astype(float) > 0
    return Cases(list(columns), [_typed(column) for column in columns.values()], bad)


def folds(cases: Cases, rng: np.random.Generator) -> NDArray[np.int64]:
    """The fold of each case; bad ones are as frequent in each."""
    fold = np.empty(len(cases.bad), np.int64)
    for kind in (False, True):
        members = rng.permutation(np.flatnonzero(cases.bad == kind))
        fold[members] = np.arange(len(members)) % FOLDS
    return fold


def judged(cases: Cases, fits: dict[str, Fit], repeats: int) -> dict[str, tuple[float, float]]:
    """Mean area under the ROC curve and mean distance of Kolmogorov and Smirnov of each, over all folds of all repeats."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in fits}
    for repeat in range(repeats):
        fold = folds(cases, np.random.default_rng(repeat))
        for number in range(FOLDS):
            seen = fold != number
            for name, fit in fits.items():
                score = fit(cases, seen)
                found[name].append((scorecard.area(score, cases.bad[~seen]), scorecard.distance(score, cases.bad[~seen])))
    return {name: (float(np.mean([a for a, _ in each])), float(np.mean([d for _, d in each]))) for name, each in found.items()}


def ours(cases: Cases, seen: NDArray[np.bool_]) -> Floats:
    """Our scorecard."""
    made = scorecard.fitted([column[seen] for column in cases.table], cases.bad[seen])
    return made.score([column[~seen] for column in cases.table])


def peers() -> dict[str, Fit]:
    """Those that are installed."""
    found: dict[str, Fit] = {}
    for name, module, fit in (
        ("optbinning", "optbinning", _optbinning),
        ("scorecardpy", "scorecardpy", _scorecardpy),
        ("gradient boosting", "sklearn", _boosting),
    ):
        with contextlib.suppress(ImportError), warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            importlib.import_module(module)
            found[name] = fit
    return found


def _typed(column: NDArray[Any]) -> NDArray[Any]:
    try:
        return column.astype(np.float64)
    except ValueError:
        return column


def _frame(cases: Cases) -> Any:
    pandas = importlib.import_module("pandas")
    return pandas.DataFrame({name: column.astype(object) if column.dtype.kind == "U" else column for name, column in _named(cases)})


def _named(cases: Cases) -> list[tuple[str, NDArray[Any]]]:
    return list(zip(cases.names, cases.table, strict=True))


def _optbinning(cases: Cases, seen: NDArray[np.bool_]) -> Floats:
    frame, bad = _frame(cases), cases.bad.astype(int)
    words = [name for name, column in _named(cases) if column.dtype.kind == "U"]
    binning = importlib.import_module("optbinning").BinningProcess(cases.names, categorical_variables=words)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        known = binning.fit_transform(frame[seen], bad[seen])
        return _logistic(known, bad[seen], binning.transform(frame[~seen]))


def _scorecardpy(cases: Cases, seen: NDArray[np.bool_]) -> Floats:
    peer = importlib.import_module("scorecardpy")
    frame = _frame(cases).assign(bad=cases.bad.astype(int))
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        bins = peer.woebin(frame[seen], y="bad", no_cores=1, print_info=False)
        known, asked = (peer.woebin_ply(frame[part], bins, no_cores=1, print_info=False) for part in (seen, ~seen))
    return _logistic(known.drop(columns="bad"), cases.bad[seen].astype(int), asked[known.columns].drop(columns="bad"))


def _boosting(cases: Cases, seen: NDArray[np.bool_]) -> Floats:
    columns = [np.unique(each, return_inverse=True)[1] if each.dtype.kind == "U" else each for each in cases.table]
    table = np.column_stack(columns).astype(np.float64)
    words = [each.dtype.kind == "U" for each in cases.table]
    ensemble = importlib.import_module("sklearn.ensemble")
    made = ensemble.HistGradientBoostingClassifier(
        learning_rate=0.05, max_leaf_nodes=8, max_iter=150, categorical_features=words, random_state=0
    )
    made.fit(table[seen], cases.bad[seen])
    return np.asarray(made.decision_function(table[~seen]), np.float64)


def _logistic(known: Any, bad: NDArray[np.int64], asked: Any) -> Floats:
    model = importlib.import_module("sklearn.linear_model").LogisticRegression(max_iter=1000)
    return np.asarray(model.fit(known, bad).decision_function(asked), np.float64)
