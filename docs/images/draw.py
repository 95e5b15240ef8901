"""Draws `shanghai.svg` from a running demo: `python docs/images/draw.py http://127.0.0.1:8000 > docs/images/shanghai.svg`."""

import json
import math
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import h3

MIDDLE = (31.2277, 121.4675)
WEST, EAST, SOUTH, NORTH = 121.40, 121.545, 31.18, 31.27
WIDTH = 1000
COMMUNITIES = Path(__file__).parents[2] / "src/everywhere/places/data/communities.geojson"
FONT = "system-ui, sans-serif"
COLOURS = {"offers": "#12a594", "needs": "#e54d2e"}
STRETCH = math.cos(math.radians(MIDDLE[0]))
SCALE = WIDTH / (EAST - WEST)
HEIGHT = round((NORTH - SOUTH) / STRETCH * SCALE)


def things(base: str, kind: str) -> Iterator[dict]:
    """Every need or offer around the middle, page by page."""
    cursor: dict[str, str] = {}
    while True:
        query = urlencode({"at": f"{MIDDLE[0]},{MIDDLE[1]}", "kind": kind, "radius_m": 12000, "limit": 100, **cursor})
        with urlopen(f"{base}/api/nearby?{query}", timeout=20) as answer:
            page = json.load(answer)
        yield from page["items"]
        if page["next"] is None:
            return
        cursor = {"cursor": page["next"]}


def place(lat: float, lon: float) -> str:
    """A point of the earth on the paper."""
    return f"{(lon - WEST) * SCALE:.1f},{(NORTH - lat) / STRETCH * SCALE:.1f}"


def community_paths() -> Iterator[str]:
    """The outline of each community, with its name."""
    for feature in json.loads(COMMUNITIES.read_text("utf-8"))["features"]:
        shape = feature["geometry"]
        for rings in [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]:
            points = " ".join(place(lat, lon) for lon, lat in rings[0])
            yield f'<polygon points="{points}" fill="#fdfdfc" stroke="#cfceca" stroke-width="1.5"/>'


def outlines(cells: set[str]) -> Iterator[str]:
    """The cells that people are shown in, the finer over the coarser."""
    for cell in sorted(cells, key=h3.get_resolution):
        points = " ".join(place(lat, lon) for lat, lon in h3.cell_to_boundary(cell))
        yield f'<polygon points="{points}" fill="none" stroke="#82827c" stroke-opacity="0.45" stroke-dasharray="4 4"/>'


def bubbles(kind: str, side: int, counts: Counter[str]) -> Iterator[str]:
    """At each cell's centre how many stand there: offers left, needs right."""
    for cell, count in counts.items():
        x, y = (float(part) for part in place(*h3.cell_to_latlng(cell)).split(","))
        radius = 7 + 2.6 * math.sqrt(count)
        x += side * radius
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{COLOURS[kind]}" fill-opacity="0.9" stroke="#fff"/>'
        yield f'<text x="{x:.1f}" y="{y + 4.5:.1f}" font-size="13" text-anchor="middle" font-family="{FONT}" fill="#fff">{count}</text>'


def drawing(base: str) -> str:
    """The whole picture as SVG."""
    counts = {kind: Counter(thing["cell"] for thing in things(base, kind)) for kind in COLOURS}
    said = "  ·  ".join(f"{counts[kind].total()} {kind}" for kind in COLOURS)
    font = f'font-family="{FONT}" fill="#21201c"'
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{said}">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#eeeeec"/>',
        *community_paths(),
        *outlines({cell for kind in COLOURS for cell in counts[kind]}),
        *(mark for kind, side in (("offers", -1), ("needs", 1)) for mark in bubbles(kind, side, counts[kind])),
        '<rect x="16" y="16" width="560" height="76" rx="12" fill="#fdfdfc"/>',
        f'<text x="32" y="48" font-size="20" font-weight="600" {font}>Shanghai, the demo: {said}</text>',
        f'<text x="32" y="76" font-size="14" {font}>Teal offers, coral needs, each at the centre of the cell that others see. © OpenStreetMap contributors</text>',
        "</svg>",
        "",
    ])  # fmt: skip


if __name__ == "__main__":
    sys.stdout.write(drawing(sys.argv[1]))
