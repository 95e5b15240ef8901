"""SQL of scores, and of what people chose to show."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import row, value, write, write_value
from everywhere.standing.scores.types import Shown, Standing

READ = row(
    Standing,
    """
    SELECT person_id, score, as_asker, as_helper, as_merchant, facts, formula, scored_at
      FROM standing_score WHERE person_id = :person_id""",
)

SAVE = write(
    """
    INSERT INTO standing_score (person_id, score, as_asker, as_helper, as_merchant, facts, formula, scored_at)
    SELECT person_id, score, as_asker, as_helper, as_merchant, facts, :formula, :now
      FROM unnest(:person_ids::uuid[], :scores::int[], :as_askers::int[], :as_helpers::int[], :as_merchants::int[], :facts::int[])
        AS made (person_id, score, as_asker, as_helper, as_merchant, facts)
    ON CONFLICT (person_id) DO UPDATE
       SET score = excluded.score, as_asker = excluded.as_asker, as_helper = excluded.as_helper,
           as_merchant = excluded.as_merchant, facts = excluded.facts, formula = excluded.formula, scored_at = excluded.scored_at"""
)

FORGET = write_value(UUID, "DELETE FROM standing_score WHERE person_id = :person_id RETURNING person_id")

SHOWN = value(str, "SELECT shown FROM standing_choice WHERE person_id = :person_id")

CHOOSE = write(
    """
    INSERT INTO standing_choice (person_id, shown, at) VALUES (:person_id, :shown, :now)
    ON CONFLICT (person_id) DO UPDATE SET shown = excluded.shown, at = excluded.at"""
)

FORGET_CHOICE = write("DELETE FROM standing_choice WHERE person_id = :person_id")


async def read(tx: ReadTx, person_id: UUID) -> Standing | None:
    """A person's standing as it was made last."""
    return await READ(tx, person_id=person_id)


async def save(tx: Tx, made: Sequence[Standing], *, formula: int, now: datetime) -> None:
    """Keep scores that one version of the formula made now."""
    await SAVE(
        tx,
        person_ids=[each.person_id for each in made],
        scores=[each.score for each in made],
        as_askers=[each.as_asker for each in made],
        as_helpers=[each.as_helper for each in made],
        as_merchants=[each.as_merchant for each in made],
        facts=[each.facts for each in made],
        formula=formula,
        now=now,
    )


async def forget(tx: Tx, person_id: UUID) -> bool:
    """Drop a person's standing; False where there was none."""
    return await FORGET(tx, person_id=person_id) is not None


async def shown(tx: ReadTx, person_id: UUID) -> Shown:
    """What a person lets others see; nothing where they never chose."""
    found = await SHOWN(tx, person_id=person_id)
    return "score" if found == "score" else "band" if found == "band" else "nothing"


async def choose(tx: Tx, person_id: UUID, shown: Shown, *, now: datetime) -> None:
    """Keep what a person lets others see."""
    await CHOOSE(tx, person_id=person_id, shown=shown, now=now)


async def forget_choice(tx: Tx, person_id: UUID) -> None:
    """Drop a person's choice."""
    await FORGET_CHOICE(tx, person_id=person_id)
