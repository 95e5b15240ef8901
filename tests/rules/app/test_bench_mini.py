"""What the engine's bench prints becomes figures with their bars."""

import msgspec

from everywhere.app.bench import mini

COMPILED = mini.Compiled(version="3.4.3", files=489, accepted=489, cold_ms=900, change_ms=30)
ROUND = mini.Round(
    cold_start_ms=350,
    set_data_ms=6,
    bridge_p50_ms=0.3,
    bridge_p95_ms=0.6,
    frame_kb=37,
    libraries={"antd-mini": COMPILED, "mini-antui": msgspec.structs.replace(COMPILED, version="0.4.35")},
)


def test_the_median_of_the_rounds_is_held_to_the_bars():
    late = msgspec.structs.replace(ROUND, bridge_p95_ms=1.2, cold_start_ms=1100)
    lost = msgspec.structs.replace(
        ROUND, libraries={**ROUND.libraries, "antd-mini": msgspec.structs.replace(COMPILED, accepted=488)}
    )
    assert [figure.name for figure in mini._figures([ROUND, late, ROUND]) if not figure.is_reached] == []
    assert [figure.name for figure in mini._figures([late, late, lost]) if not figure.is_reached] == [
        "5-page program: address to first page",
        "bridge: round trip, p95 of 300",
        "antd-mini 3.4.3: files accepted",
    ]
