"""Words of generated people: names, and what they ask for and offer in each category. Ours, in Chinese and English."""

import random
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from everywhere.kernel.catalogue import Language

Pair = tuple[str, str]
"""The same thing said in Chinese and in English."""

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
GIVEN_FIRST = "思雨子晓嘉佳欣宇浩明俊若梓诗雅静文建国志海春秋立天一可安乐书云"
GIVEN_SECOND = "涵轩怡彤妍琪婷娜丽敏杰强磊军洋勇艳涛超鹏辉霞玲桂英华平刚玉红兰宁远航舟帆然菲"
ENGLISH_FIRST = [
    "Alice",
    "Ben",
    "Clara",
    "Daniel",
    "Emma",
    "Felix",
    "Grace",
    "Henry",
    "Iris",
    "Jack",
    "Kate",
    "Leo",
    "Mia",
    "Noah",
    "Olivia",
    "Paul",
    "Quinn",
    "Rose",
    "Sam",
    "Tina",
    "Uma",
    "Victor",
    "Wendy",
    "Xenia",
    "Yannick",
    "Zoe",
    "Amir",
    "Bianca",
    "Carlos",
    "Diana",
    "Elif",
    "Farid",
    "Greta",
    "Hugo",
    "Ines",
    "Jonas",
    "Kim",
    "Lars",
    "Maya",
    "Nils",
]
ENGLISH_LAST = [
    "Adams",
    "Baker",
    "Costa",
    "Dubois",
    "Evans",
    "Fischer",
    "Garcia",
    "Hansen",
    "Ivanov",
    "Jones",
    "Klein",
    "Lopez",
    "Martin",
    "Novak",
    "Okafor",
    "Patel",
    "Quist",
    "Rossi",
    "Smith",
    "Tanaka",
    "Ueda",
    "Varga",
    "Weber",
    "Xu",
    "Young",
    "Zimmer",
]
ENGLISH_SHARE = 0.18


@dataclass(frozen=True, slots=True)
class Words:
    """What is said about one category: how often it is asked for, how long it takes, what it usually costs."""

    category: str
    weight: float
    minutes: int
    fee_minor: int
    asks: tuple[Pair, ...]
    gives: tuple[Pair, ...]
    is_read_first: bool
    """Posts of this kind wait until an operator has read them."""


@cache
def of_categories() -> dict[str, Words]:
    """Category code → its words, in the file's order."""
    file = resources.files("everywhere.app.demo") / "words.toml"
    return {
        code: Words(
            category=code,
            weight=float(entry["weight"]),
            minutes=int(entry["minutes"]),
            fee_minor=int(entry["yuan"]) * 100,
            asks=tuple((zh, en) for zh, en in entry["asks"]),
            gives=tuple((zh, en) for zh, en in entry["gives"]),
            is_read_first=bool(entry.get("read_first", False)),
        )
        for code, entry in tomllib.loads(file.read_text("utf-8")).items()
    }


def name(rng: random.Random) -> tuple[str, Language]:
    """A person's name and the language they read."""
    if rng.random() < ENGLISH_SHARE:
        return f"{rng.choice(ENGLISH_FIRST)} {rng.choice(ENGLISH_LAST)}", "en"
    given = rng.choice(GIVEN_FIRST) + (rng.choice(GIVEN_SECOND) if rng.random() < 0.7 else "")
    return rng.choice(SURNAMES) + given, "zh-CN"


def said(pair: Pair, language: str) -> str:
    """The pair's text in `language`."""
    return pair[1] if language == "en" else pair[0]
