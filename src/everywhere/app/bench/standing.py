"""`everywhere bench standing`: what its machinery finds in recorded credit and trust, and what standing does to a town with cheats."""

import asyncio
from pathlib import Path

import numpy as np

from everywhere.app.bench import credit, figures, ratings, scorecard, standing_abuse, standing_town
from everywhere.app.bench.figures import Figure, Result
from everywhere.kernel.clock import system_clock

DATA = Path("../shared/data")
EDGE_FOLDS = 10
CREDIT = ("german", "taiwan")
NETS = (("otc", "Bitcoin OTC"), ("alpha", "Bitcoin Alpha"))
CLOSE = 0.02
"""So little area may transparency cost against gradient boosting."""
NEWCOMERS_KEEP = 0.9
RECOVERED, FOUND, WRONGLY = 0.5, 0.6, 0.01
"""Of what targets of extortion lost; of extorters; of honest people who are doubted."""
RING_POINTS = {1: 65, 3: 60}
"""At most so many points may praise inside a ring give, by how often its members deal honestly."""


async def measure(rounds: int, data: Path) -> Result:
    """Everything once; `rounds` is how often the folds of credit are drawn anew."""
    found, notes = await asyncio.to_thread(_measured, rounds, data)
    return Result("standing", system_clock(), figures.machine(), rounds, found, notes)


def _measured(rounds: int, data: Path) -> tuple[list[Figure], list[str]]:
    peers = credit.peers()
    found = [figure for name in CREDIT for figure in _credit(name, data, peers, rounds)]
    found += [figure for file, name in NETS for figure in _signs(ratings.read(data / "trust" / f"bitcoin_{file}.csv.gz"), name)]
    found += _fraud(data / "trust")
    missing = sorted({"optbinning", "scorecardpy", "gradient boosting"} - peers.keys())
    absent = [f"Not installed, so not measured: {', '.join(missing)}."] if missing else []
    return [*found, *_town(), *_extortion(), *_rings()], [*_NOTES, *absent]


def _credit(name: str, data: Path, peers: dict[str, credit.Fit], repeats: int) -> list[Figure]:
    cases = credit.read(data / "credit" / f"{name}.csv.gz")
    judged = credit.judged(cases, {"ours": credit.ours, **peers}, repeats)
    area, distance = judged["ours"]
    found = []
    for peer in ("optbinning", "scorecardpy"):
        if peer in judged:
            theirs, apart = judged[peer]
            found.append(Figure(f"{name}: scorecard, area under ROC, against {peer}", area, "", theirs, peer, theirs))
            found.append(Figure(f"{name}: scorecard, KS, against {peer}", distance, "", apart, peer, apart))
    if "gradient boosting" in judged:
        theirs, apart = judged["gradient boosting"]
        title = f"{name}: what transparency costs, area against gradient boosting"
        found.append(Figure(title, theirs - area, "", theirs, "boosting", CLOSE, "at most"))
        found.append(
            Figure(f"{name}: what transparency costs, KS against gradient boosting", apart - distance, "", apart, "boosting")
        )
    return found or [Figure(f"{name}: scorecard, area under ROC", area, ""), Figure(f"{name}: scorecard, KS", distance, "")]


def _signs(known: ratings.Ratings, name: str) -> list[Figure]:
    fold = np.random.default_rng(1).permutation(len(known.rating)) % EDGE_FOLDS
    ours, peer = [], []
    for number in range(EDGE_FOLDS):
        seen, hidden = known.only(fold != number), known.only(fold == number)
        fairness, goodness = ratings.fairness_goodness(seen)
        ours.append(scorecard.area(-ratings.expected(seen, hidden), hidden.rating < 0))
        peer.append(scorecard.area(-(fairness[hidden.source] * goodness[hidden.target]), hidden.rating < 0))
    theirs = float(np.mean(peer))
    return [Figure(f"{name}: sign of a hidden rating, area", float(np.mean(ours)), "", theirs, "fairness × goodness", theirs)]


def _fraud(folder: Path) -> list[Figure]:
    known = ratings.read(folder / "bitcoin_otc.csv.gz")
    who, is_fraud = ratings.labels(folder / "bitcoin_otc_fraud_labels.csv.gz", known)
    hidden = ratings.without_labelling(known, who, is_fraud)
    _, goodness = ratings.fairness_goodness(hidden)
    ours = scorecard.area(-ratings.standing(hidden)[who], is_fraud)
    peers = {"mean rating": ratings.mean_got(hidden), "goodness": goodness, "PageRank": ratings.page_rank(hidden)}
    return [
        Figure(f"Bitcoin OTC: fraud by standing, area, against {name}", ours, "", scorecard.area(-score[who], is_fraud), name)
        for name, score in peers.items()
    ]


def _town() -> list[Figure]:
    plain, guarded = (standing_town.played(uses_standing=uses) for uses in (False, True))
    share = guarded.bad / plain.bad
    return [
        Figure("town: deals that go badly, with standing", guarded.bad, "", plain.bad, "without"),
        Figure("town: bad deals with ÷ without", share, "×", bar=1.0, bar_is="at most"),
        Figure("town: deals with cheats, with standing", guarded.with_cheats, "", plain.with_cheats, "without"),
        Figure("town: newcomers with a deal within a week", guarded.newcomers, "", plain.newcomers, "without"),
        Figure("town: newcomers with ÷ without", guarded.newcomers / plain.newcomers, "×", bar=NEWCOMERS_KEEP),
        Figure("town: median score of the honest", guarded.honest_median, "", guarded.cheats_median, "cheats"),
    ]


def _extortion() -> list[Figure]:
    found = standing_abuse.extortion()
    return [
        Figure("extortion: mean score of the targets, with candour", found.with_candour, "", found.pressed, "without"),
        Figure("extortion: what they lost, recovered", found.recovered, "", bar=RECOVERED),
        Figure("extortion: extorters who are doubted", found.extorters_doubted, "", bar=FOUND),
        Figure("extortion: honest askers who are doubted", found.honest_doubted, "", bar=WRONGLY, bar_is="at most"),
        Figure("extortion: the strict among them who are doubted", found.strict_doubted, "", bar=WRONGLY, bar_is="at most"),
    ]


def _rings() -> list[Figure]:
    found = []
    for honest_deals, bar in RING_POINTS.items():
        ring = standing_abuse.rings(honest_deals)
        name = f"rings of 2 to 8, {honest_deals} honest deals each: points by praise, of the worst (of {ring.size})"
        found.append(Figure(name, ring.with_openness, "", ring.by_walk, "walk alone", bar, "at most"))
        found.append(
            Figure(
                f"… honest neighbours believed less than 0.9, beside {honest_deals}",
                ring.honest_doubted,
                "",
                bar=0.1,
                bar_is="at most",
            )
        )
    return found


_NOTES = [
    (
        "Extortion: 20 people press 40 of 400 good helpers, 15 each, among 600 honest askers, one of ten of them strict; half of it by a dispute first, "
        "most of which they lose. Lost is what the targets stand at, against the same deals of which the extorters said nothing."
    ),
    (
        "Rings: members praise each other 20 times each in a town of ten neighbourhoods of 60; points against the same people without their praise. "
        "Each ring is played alone, sizes 2 to 8, by the product's walk, openness and formula."
    ),
    (
        "Credit: five folds, drawn as often as rounds; everybody fits and is judged on the same. Ours bins and fits with numpy alone; peers use "
        "their own binning, each with scikit-learn's logistic regression. Bars are the peers' figures of this run."
    ),
    (
        "Signs: ten folds; ours is a logistic regression of three things that a line of standing can show: how others rated that person, corrected for "
        "how harsh they are; how this writer rates others; how the rated one rated the writer."
    ),
    (
        "Fraud: ratings of those labelled benign about anybody labelled are hidden, since the labels were made of them; credence walks from the "
        "first fiftieth of people; each is scored at the time when they were last rated."
    ),
    (
        "Town: 300 helpers and 4 more a week, one of twenty a cheat who keeps 3 of 10 promises, in rings of ten that praise each other; 900 "
        "askers, 500 needs a week for a year, judged from the 13th week on; everybody agreed to be scored. In memory, by the product's ranking, "
        "gates, walk and formula. A newcomer is honest and joined later; without standing there is no gate."
    ),
]
