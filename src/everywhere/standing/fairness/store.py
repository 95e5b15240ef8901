# ruff: noqa: S608 - what is put into a query are the expressions of this file
"""SQL of fairness: scores in groups, made by the database, so that nobody's own score leaves it."""

from collections.abc import Mapping
from datetime import datetime

from everywhere.kernel.database import ReadTx
from everywhere.kernel.query import Rows, rows
from everywhere.standing.evidence.types import Role
from everywhere.standing.fairness.types import By, Group

_SCORE = "CASE :role::text WHEN 'asker' THEN s.as_asker WHEN 'helper' THEN s.as_helper WHEN 'merchant' THEN s.as_merchant ELSE s.score END"
_TENURE = """
    CASE WHEN p.created_at > :now::timestamptz - interval '3 months' THEN 'under 3 months'
         WHEN p.created_at > :now::timestamptz - interval '9 months' THEN '3 to 9 months' ELSE 'over 9 months' END"""


def _groups(name: str, members: str) -> Rows[Group]:
    return rows(
        Group,
        f"""
    SELECT name, people, cut[1] AS low, cut[2] AS median, cut[3] AS high, passing
      FROM (SELECT name, count(*)::int AS people, count(*) FILTER (WHERE score >= :gate::int)::int AS passing,
                   percentile_disc(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY score) AS cut
              FROM (SELECT {name} AS name, {_SCORE} AS score FROM standing_score s {members}) AS told
             GROUP BY name) AS g
     ORDER BY name""",
    )


_PERSON = "JOIN person p ON p.person_id = s.person_id WHERE :now::timestamptz IS NOT NULL"
GROUPS: Mapping[By, Rows[Group]] = {
    "community": _groups(
        "c.name_en",
        """
              JOIN membership m ON m.person_id = s.person_id AND (m.expires_at IS NULL OR m.expires_at > :now::timestamptz)
              JOIN community c ON c.id = m.community_id""",
    ),
    "language": _groups("p.language", _PERSON),
    "tenure": _groups(_TENURE, _PERSON),
}


async def groups(tx: ReadTx, by: By, role: Role | None, gate: int, *, now: datetime) -> list[Group]:
    """Everybody's scores in groups; who belongs to two communities counts in both."""
    return await GROUPS[by](tx, role=role or "", gate=gate, now=now)
