"""Makes `cities.json` and `communities.geojson` of `places/data` from open data; they are kept, so this runs only when they change.

    python -m everywhere.app.reference_places FOLDER

FOLDER holds `cities/world_cities_100k.csv.gz` (GeoNames) and `map/shanghai_{towns,districts}.geojson.gz` (OpenStreetMap);
`CREDITS.md` beside those files says where they come from.
"""

import csv
import gzip
import json
import math
import sys
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import mapping, shape

WRITES_TO = Path(__file__).parents[1] / "places" / "data"
# GeoNames id → code, names, languages. The rest comes from GeoNames.
CITIES: dict[int, tuple[str, str, str, list[str]]] = {
    1796236: ("shanghai", "上海", "Shanghai", ["zh-CN", "en"]),
    1816670: ("beijing", "北京", "Beijing", ["zh-CN", "en"]),
    1795565: ("shenzhen", "深圳", "Shenzhen", ["zh-CN", "en"]),
    1809858: ("guangzhou", "广州", "Guangzhou", ["zh-CN", "en"]),
    1815286: ("chengdu", "成都", "Chengdu", ["zh-CN", "en"]),
    1792947: ("tianjin", "天津", "Tianjin", ["zh-CN", "en"]),
    1791247: ("wuhan", "武汉", "Wuhan", ["zh-CN", "en"]),
    1790630: ("xian", "西安", "Xi'an", ["zh-CN", "en"]),
    1799962: ("nanjing", "南京", "Nanjing", ["zh-CN", "en"]),
    1808926: ("hangzhou", "杭州", "Hangzhou", ["zh-CN", "en"]),
    1814906: ("chongqing", "重庆", "Chongqing", ["zh-CN", "en"]),
    1797929: ("qingdao", "青岛", "Qingdao", ["zh-CN", "en"]),
    1886760: ("suzhou", "苏州", "Suzhou", ["zh-CN", "en"]),
    1790645: ("xiamen", "厦门", "Xiamen", ["zh-CN", "en"]),
    1784658: ("zhengzhou", "郑州", "Zhengzhou", ["zh-CN", "en"]),
    1804651: ("kunming", "昆明", "Kunming", ["zh-CN", "en"]),
    1815577: ("changsha", "长沙", "Changsha", ["zh-CN", "en"]),
    1819729: ("hong_kong", "香港", "Hong Kong", ["zh-HK", "en"]),
    1880252: ("singapore", "新加坡", "Singapore", ["en", "zh-SG", "ms", "ta"]),
    1850147: ("tokyo", "东京", "Tokyo", ["ja"]),
    1835848: ("seoul", "首尔", "Seoul", ["ko"]),
    1609350: ("bangkok", "曼谷", "Bangkok", ["th"]),
    1735161: ("kuala_lumpur", "吉隆坡", "Kuala Lumpur", ["ms", "en", "zh-CN"]),
    1642911: ("jakarta", "雅加达", "Jakarta", ["id"]),
    1275339: ("mumbai", "孟买", "Mumbai", ["mr", "hi", "en"]),
    292223: ("dubai", "迪拜", "Dubai", ["ar", "en"]),
    2643743: ("london", "伦敦", "London", ["en"]),
    2988507: ("paris", "巴黎", "Paris", ["fr"]),
    2950159: ("berlin", "柏林", "Berlin", ["de"]),
    3128760: ("barcelona", "巴塞罗那", "Barcelona", ["ca", "es"]),
    5128581: ("new_york", "纽约", "New York", ["en", "es"]),
    5391959: ("san_francisco", "旧金山", "San Francisco", ["en", "es", "zh-CN"]),
    3530597: ("mexico_city", "墨西哥城", "Mexico City", ["es"]),
    3448439: ("sao_paulo", "圣保罗", "São Paulo", ["pt"]),
    2147714: ("sydney", "悉尼", "Sydney", ["en"]),
    184745: ("nairobi", "内罗毕", "Nairobi", ["en", "sw"]),
}
OPEN = "shanghai"
# Hourly minimum pay of non-full-time work in Shanghai, in fen: 25 yuan from 2025-07-01 (Shanghai Municipal Human Resources
# and Social Security Bureau). An operator sets the figure of another city before opening it.
FLOOR_HOURLY_MINOR = {"shanghai": 2500}
# The box of a city that is listed only: so many degrees of latitude up and down, about 33 km.
BOX_DEGREES = 0.3

# Town (district/name) → English name and membership rule. Central Shanghai, where demand of the first weeks is.
COMMUNITIES: dict[str, tuple[str, dict[str, Any]]] = {
    "黄浦区/外滩街道": ("The Bund (Waitan)", {"kind": "open"}),
    "黄浦区/南京东路街道": ("Nanjing Donglu", {"kind": "open"}),
    "黄浦区/豫园街道": ("Yuyuan", {"kind": "gps"}),
    "黄浦区/淮海中路街道": ("Huaihai Zhonglu", {"kind": "open"}),
    "静安区/南京西路街道": ("Nanjing Xilu", {"kind": "open"}),
    "静安区/静安寺街道": ("Jing'ansi", {"kind": "gps"}),
    "静安区/江宁路街道": ("Jiangning Lu", {"kind": "gps"}),
    "徐汇区/徐家汇街道": ("Xujiahui", {"kind": "open"}),
    "徐汇区/湖南路街道": ("Hunan Lu", {"kind": "invite"}),
    "徐汇区/天平路街道": ("Tianping Lu", {"kind": "gps"}),
    "长宁区/新华路街道": ("Xinhua Lu", {"kind": "invite"}),
    "虹口区/四川北路街道": ("Sichuan Beilu", {"kind": "open"}),
    "杨浦区/四平路街道": ("Siping Lu", {"kind": "email", "domains": ["tongji.edu.cn"]}),
    "杨浦区/五角场街道": ("Wujiaochang", {"kind": "email", "domains": ["fudan.edu.cn", "sufe.edu.cn"]}),
    "浦东新区/陆家嘴街道": ("Lujiazui", {"kind": "open"}),
}


def main(folder: Path) -> None:
    """Write both files."""
    _write("cities.json", _cities(folder))
    _write("communities.geojson", _communities(folder))


def _cities(folder: Path) -> list[dict[str, Any]]:
    with gzip.open(folder / "cities" / "world_cities_100k.csv.gz", "rt", encoding="utf-8") as lines:
        by_id = {int(line["geonameid"]): line for line in csv.DictReader(lines)}
    box = shapely.union_all([shape(each["geometry"]) for each in _features(folder, "shanghai_districts")]).bounds
    return [_city(by_id[geoname_id], *names, box=box) for geoname_id, names in CITIES.items()]


def _city(
    line: dict[str, str], code: str, name_zh: str, name_en: str, languages: list[str], *, box: tuple[float, ...]
) -> dict[str, Any]:
    lat, lon = float(line["lat"]), float(line["lon"])
    lon_degrees = BOX_DEGREES / math.cos(math.radians(lat))
    if code != OPEN:
        box = (lon - lon_degrees, lat - BOX_DEGREES, lon + lon_degrees, lat + BOX_DEGREES)
    west, south, east, north = (round(side, 5) for side in box)
    return {
        "code": code,
        "name_zh": name_zh,
        "name_en": name_en,
        "country": line["country"],
        "currency": line["currency"],
        "timezone": line["timezone"],
        "languages": languages,
        "lat": lat,
        "lon": lon,
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "floor_hourly_minor": FLOOR_HOURLY_MINOR.get(code, 0),
        "is_open": code == OPEN,
    }


def _communities(folder: Path) -> dict[str, Any]:
    towns = {f"{each['properties']['district']}/{each['properties']['name']}": each for each in _features(folder, "shanghai_towns")}
    features = []
    for key, (name_en, rule) in COMMUNITIES.items():
        area = shapely.set_precision(shapely.make_valid(shape(towns[key]["geometry"])), 1e-5)
        properties = {
            "city": "shanghai",
            "name_zh": key.split("/")[1].removesuffix("街道"),
            "name_en": name_en,
            "membership_rule": rule,
        }
        features.append({"type": "Feature", "properties": properties, "geometry": mapping(area)})
    return {"type": "FeatureCollection", "attribution": "© OpenStreetMap contributors, ODbL 1.0", "features": features}


def _features(folder: Path, name: str) -> list[dict[str, Any]]:
    with gzip.open(folder / "map" / f"{name}.geojson.gz", "rt", encoding="utf-8") as file:
        features: list[dict[str, Any]] = json.load(file)["features"]
    return features


def _write(name: str, content: Any) -> None:
    (WRITES_TO / name).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
