"""Draws the offline map of Shanghai together: `python scripts/map-data.py FOLDER` writes src/features/nearby/shanghai/*.geojson.

FOLDER holds shanghai_{land,districts,district_labels,towns,metro_rings,streets,huangpu_river_approx}.geojson.gz, © OpenStreetMap
contributors, ODbL 1.0. Needs `pip install pypinyin shapely`. Names are kept in Chinese and, from OpenStreetMap or by their
romanisation, in English; coordinates are rounded to about a metre and simplified to what a phone shows.
"""

import gzip
import json
import re
import sys
from collections import defaultdict
from pathlib import Path

from pypinyin import lazy_pinyin, load_phrases_dict
from shapely import STRtree, get_parts, line_merge, to_geojson, unary_union
from shapely.geometry import shape
from shapely.ops import polylabel

OUT = Path(__file__).parents[1] / "src" / "features" / "nearby" / "shanghai"
DIGITS = 5
GAP = 0.0012
# How Shanghai says what a dictionary reads otherwise.
load_phrases_dict(
    {
        "闵行": [["min"], ["hang"]], "莘庄": [["xin"], ["zhuang"]], "殷行": [["yin"], ["hang"]], "漕河泾": [["cao"], ["he"], ["jing"]],
        "朱家角": [["zhu"], ["jia"], ["jiao"]], "泗泾": [["si"], ["jing"]], "枫泾": [["feng"], ["jing"]], "洋泾": [["yang"], ["jing"]],
        "洞泾": [["dong"], ["jing"]], "重固": [["zhong"], ["gu"]], "长宁": [["chang"], ["ning"]], "长兴": [["chang"], ["xing"]],
        "杨行": [["yang"], ["hang"]], "庄行": [["zhuang"], ["hang"]], "长海": [["chang"], ["hai"]], "长白": [["chang"], ["bai"]],
        "大场": [["da"], ["chang"]], "五角场": [["wu"], ["jiao"], ["chang"]], "崇明": [["chong"], ["ming"]],
    }
)  # fmt: skip
ENDINGS = {
    "隧道": " Tunnel", "公路": " Highway", "新村": " Xincun", "高架路": " Elevated Road", "环路": " Ring Road", "大道": " Avenue", "路": " Road", "街": " Street", "弄": " Lane",
}  # fmt: skip
SIDES = {"东": "East ", "南": "South ", "西": "West ", "北": "North ", "中": "Middle "}
# 瑞金二路 is Ruijin No.2 Road; a stem of two characters, as in 五一路, is a name and no number.
NUMBERS = {each: f" No.{count}" for count, each in enumerate("一二三四五六七八九十", start=1)}
ROADS = {
    "motorway": 1, "trunk": 1, "primary": 1, "motorway_link": 2, "trunk_link": 2, "primary_link": 2, "secondary": 2,
    "secondary_link": 3, "tertiary": 3, "tertiary_link": 3,
}  # fmt: skip


def english(name):
    """张庙街道 → Zhangmiao, 南京西路 → West Nanjing Road, 中山东一路 → East Zhongshan No.1 Road."""
    is_road = not re.search("(镇|乡|区)$", name)
    name = re.sub("(?<=..)(街道|镇|乡|新区|区)$", "", name)
    ending = "" if not is_road else next((each for each in ENDINGS if name.endswith(each)), "")
    stem, side, number = name.removesuffix(ending), "", ""
    if ending in ("路", "街") and len(stem) > 2 and stem[-1] in NUMBERS:
        stem, number = stem[:-1], NUMBERS[stem[-1]]
    if ending in ("路", "街") and len(stem) > 2 and stem[-1] in SIDES:
        stem, side = stem[:-1], SIDES[stem[-1]]
    said = "".join(lazy_pinyin(stem)).capitalize()
    return f"{side}{said}{number}{ENDINGS.get(ending, '')}"


def read(folder, name):
    return json.loads(gzip.decompress((folder / f"shanghai_{name}.geojson.gz").read_bytes()))["features"]


def rounded(part):
    if isinstance(part, (int, float)):
        return round(part, DIGITS)
    return [rounded(each) for each in part]


def feature(geometry, **properties):
    drawn = json.loads(to_geojson(geometry)) if not isinstance(geometry, dict) else geometry
    return {"type": "Feature", "properties": properties, "geometry": {**drawn, "coordinates": rounded(drawn["coordinates"])}}


def write(name, features):
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":"))
    (OUT / f"{name}.geojson").write_text(text, "utf-8")
    print(f"{name:10} {len(features):5} features {len(text) // 1024:5} kB, {len(gzip.compress(text.encode(), 9)) // 1024} kB gzip")


def borders(folder):
    """The borders between neighbouring towns, each once: the two sides of one were simplified apart and lie asunder by up to GAP."""
    towns = read(folder, "towns")
    areas = [shape(each["geometry"]).buffer(0) for each in towns]
    tree, found = STRtree(areas), {"town": [], "district": []}
    for number, area in enumerate(areas):
        for other in (each for each in tree.query(area.buffer(GAP)) if each > number):
            shared = get_parts(line_merge(areas[other].boundary.intersection(area.buffer(GAP))))
            same = towns[number]["properties"]["district"] == towns[other]["properties"]["district"]
            found["town" if same else "district"].extend(part for part in shared if part.length > 2 * GAP)
    for kind, parts in found.items():
        yield feature(line_merge(unary_union(parts)).simplify(0.0003), kind=kind)


def labels(folder):
    for each in read(folder, "towns"):
        name = each["properties"]["name"]
        largest = max(get_parts(shape(each["geometry"])), key=lambda part: part.area)
        short = re.sub("(?<=..)(街道|镇|乡)$", "", name)
        yield feature(polylabel(largest, 0.002), kind="town", zh=short, en=english(name))
    for each in read(folder, "district_labels"):
        name = each["properties"]["name"]
        yield feature(each["geometry"], kind="district", zh=name, en=english(name))


def streets(folder):
    """Ways of one name and rank as one line, so that a name is written along the whole street."""
    ways, spoken = defaultdict(list), {}
    for each in read(folder, "streets"):
        about = each["properties"]
        name = about.get("name", "")
        ways[ROADS.get(about.get("highway"), 4), name].append(shape(each["geometry"]))
        spoken.setdefault(name, about.get("name:en") or english(name))
    for (rank, name), parts in ways.items():
        names = {"zh": name, "en": spoken[name]} if name else {}
        yield feature(line_merge(unary_union(parts)).simplify(0.00002), rank=rank, **names)


def lines(folder):
    for each in read(folder, "metro_rings"):
        about = each["properties"]
        if about["kind"] == "metro":
            yield feature(each["geometry"], kind="metro", colour=about["colour"], zh=f"{about['line']}号线", en=f"Line {about['line']}")
        else:
            name = {"inner": "Inner Ring", "middle": "Middle Ring", "outer": "Outer Ring", "suburb": "Suburban Ring"}[about["ring"]]
            yield feature(each["geometry"], kind="ring", zh=about["name"], en=name)


def main():
    folder = Path(sys.argv[1])
    OUT.mkdir(parents=True, exist_ok=True)
    river = shape(read(folder, "huangpu_river_approx")[0]["geometry"])
    write("land", [feature(shape(each["geometry"]).simplify(0.0003)) for each in read(folder, "land")])
    write("water", [feature(river, zh="黄浦江", en="Huangpu River")])
    write("borders", list(borders(folder)))
    write("labels", list(labels(folder)))
    write("lines", list(lines(folder)))
    write("streets", list(streets(folder)))


main()
