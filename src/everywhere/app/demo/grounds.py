"""Where generated people are: at random points inside the communities that ship with the product."""

import random
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import msgspec
import shapely

TRIES_MAX = 1000


@dataclass(frozen=True, slots=True)
class Ground:
    """A shipped community's polygon."""

    city: str
    name_zh: str
    area: Any
    """A shapely polygon, in degrees of longitude and latitude."""

    def point(self, rng: random.Random) -> tuple[float, float]:
        """Latitude and longitude of a random point inside, rounded to about 0.1 m."""
        west, south, east, north = self.area.bounds
        for _ in range(TRIES_MAX):
            lat, lon = round(rng.uniform(south, north), 6), round(rng.uniform(west, east), 6)
            if self.area.covers(shapely.Point(lon, lat)):
                return lat, lon
        raise ValueError(f"{self.name_zh} has hardly any inside")


@cache
def shipped(city: str) -> tuple[Ground, ...]:
    """The communities of a city, in the file's order; none for a city that none is shipped of."""
    file = resources.files("everywhere.places") / "data" / "communities.geojson"
    features = msgspec.json.decode(file.read_bytes())["features"]
    return tuple(
        Ground(city, feature["properties"]["name_zh"], shapely.from_geojson(msgspec.json.encode(feature["geometry"]).decode()))
        for feature in features
        if feature["properties"]["city"] == city
    )
