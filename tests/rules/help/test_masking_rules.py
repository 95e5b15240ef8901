import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everywhere.help.masking import actions as masking
from everywhere.help.masking.actions import MASK

CONTACT = [
    # phones
    "13800138000",
    "138 0013 8000",
    "138-0013-8000",
    "1 3 8 0 0 1 3 8 0 0 0",
    "1-3-8-0-0-1-3-8-0-0-0",
    "1，3，8，0，0，1，3，8，0，0，0",
    "13 80 01 38 00 0",
    "+86 138 0013 8000",
    "+8613800138000",
    "0086 13800138000",
    "013800138000",
    "１３８００１３８０００",
    "一三八零零一三八零零零",
    "幺三八洞洞幺三八洞洞洞",
    "一三八 〇〇一三 八〇〇〇",
    "1三8零零1三8零零零",
    "①③⑧⓪⓪①③⑧⓪⓪⓪",
    "138.0013.8000",
    "021-62345678",
    "(021) 6234 5678",
    "0755 2345 6789",
    "电话 62345678",
    "Tel: 6234 5678",
    "call me at 555 123 4567",
    "+1 (415) 555-2671",
    "+44 20 7946 0958",
    "one three eight zero zero one three eight zero zero zero",
    # mail
    "li.hua@example.com",
    "li.hua @ example . com",
    "lihua(at)example(dot)com",
    "lihua艾特qq点com",
    "lihua88＠ｑｑ．ｃｏｍ",
    # messengers
    "微信 lihua_88",
    "微信号：lihua88",
    "微信号是lihuahua",
    "加我微信 lihua-88",
    "加V lihua88",
    "vx: lihua88",
    "VX：lihuahua",
    "wechat id lihuahua",
    "WeChat: li_hua_88",
    "薇信lihua88",
    "v信 13912345",
    "QQ 12345678",
    "qq号：1234567890",
    "Q Q群 66778899".replace("Q Q", "QQ"),
    "扣扣12345678",
    "telegram @lihua_88",
    "whatsapp: lihua888",
    "找我 @li_hua88",
    "add me: lihua88",
    # pages
    "https://example.com/me?x=1",
    "http://10.0.0.1/a",
    "www.example.cn",
    "example.com/lihua",
    "t.me/lihua88",
    "wa.me/8613800138000",
    "lihua.taobao.com",
]

NO_CONTACT = [
    # money
    "费用 1380 元",
    "¥1,380.00",
    "预算2500-3500元",
    "fee 12.50, tip 2.00",
    "price: 150, 160, 170, 180, 190",
    "150 160 170 18",
    "一百三十八元",
    "1380 0 0",
    "130000000",
    # times and dates
    "14:30-15:00",
    "18:30 到 19:30，或 20:00-21:30",
    "2026-11-22 14:30",
    "20261122",
    "2026年11月22日下午3点",
    "周一三五晚上7点",
    "11/22 14:00, 11/23 15:00, 11/24 16:00",
    # places
    "南京西路1266号恒隆广场2座1502室",
    "Room 1502, Building 2, 1266 Nanjing Road West",
    "31.230416, 121.473701",
    "地铁2号线人民广场站10号口",
    "邮编 200040",
    # talk
    "我用微信支付可以吗",
    "wechat pay is fine",
    "my wechat is broken",
    "I will be there in 10 minutes, at 3.30",
    "电话里说吧",
    "请问你什么时候到？",
    "3 pieces of 60x40x20 cm, 15 kg each",
    "order 2026112213800138000999",
    "一二三四五",
    "两三个人，五六百块",
    "meet @ the gate",
    "e.g. tomorrow, etc. or so",
    "I charge 80/hour. 2 hours.me too",
    "version 1.2.3.4",
    "身高175体重65",
    "ok.完成",
    "",
]


@pytest.mark.parametrize("contact", CONTACT)
@pytest.mark.parametrize("around", ["{}", "好的，{}。谢谢", "Sure, {} thanks", "（{}）", "a\n{}\nb"])
def test_contact_data_is_taken_out_however_it_is_spelled(contact: str, around: str):
    masked = masking.masked(around.format(contact))

    assert masked.is_masked
    assert MASK in masked.text
    assert not any(part in masked.text for part in (contact, "8000", "lihua", "li_hua", "5678", "4567", "2671", "0958", "eight"))


@pytest.mark.parametrize("talk", NO_CONTACT)
def test_amounts_times_and_addresses_of_houses_stay(talk: str):
    assert (masking.masked(talk).text, masking.masked(talk).is_masked) == (talk, False)


def test_only_the_contact_data_is_taken_out():
    said = masking.masked("到了打电话 138 0013 8000，费用80元，南京西路1266号，14:30见")

    assert said.text == f"到了打电话 {MASK}，费用80元，南京西路1266号，14:30见"


def test_several_are_taken_out_and_the_words_between_stay():
    assert masking.masked("13800138000 or li@example.com, both fine").text == f"{MASK} or {MASK}, both fine"


@given(st.text(max_size=300))
def test_masking_twice_changes_nothing_more_and_text_without_contact_stays_as_it_was(text: str):
    once = masking.masked(text)

    assert masking.masked(once.text).text == once.text
    assert once.is_masked or once.text == text


NUMBER = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@given(
    NUMBER,
    st.sampled_from(["", " ", "-", ".", "·", " - "]),
    st.sampled_from([(11,), (3, 4, 4), (3, 8), (1,) * 11, (2,) * 5 + (1,)]),
)
def test_every_mobile_number_is_found_in_every_usual_grouping(number: str, between: str, groups: tuple[int, ...]):
    at = 0
    parts = []
    for size in groups:
        parts.append(number[at : at + size])
        at += size

    assert masking.masked(f"我的号码 {between.join(parts)} 谢谢").text == f"我的号码 {MASK} 谢谢"


@given(
    NUMBER,
    st.lists(
        st.sampled_from(["零一二三四五六七八九", "〇幺二三四五六七八九", "０１２３４５６７８９", "0123456789"]),
        min_size=11,
        max_size=11,
    ),
)
def test_every_mobile_number_is_found_in_every_mixture_of_digits(number: str, scripts: list[str]):
    written = "".join(script[int(digit)] for digit, script in zip(number, scripts, strict=True))

    assert masking.masked(written).text == MASK


@given(st.lists(st.integers(1, 99_999), min_size=1, max_size=6), st.sampled_from([" 元, ", "元、", " yuan, ", "; "]))
def test_lists_of_prices_stay(prices: list[int], between: str):
    text = between.join(str(price) for price in prices)

    assert not masking.masked(text).is_masked


@given(st.times(), st.times(), st.dates())
def test_times_and_dates_stay(start, end, day):
    assert not masking.masked(f"{day:%Y-%m-%d} {start:%H:%M}-{end:%H:%M}").is_masked
    assert not masking.masked(f"{day:%Y年%m月%d日} {start:%H点%M分}到{end:%H点%M分}").is_masked


@pytest.mark.parametrize(
    "text",
    [
        "1 " * 1000,
        "a." * 1000,
        "@" * 2000,
        "1-" * 1000,
        "微信" * 1000,
        "a@" * 1000,
        "one " * 500,
        "x" * 2000,
        "a-" * 1000,
        "+86" * 600,
        " " * 2000,
    ],
)
def test_twice_the_text_takes_at_most_a_few_times_the_work(text: str):
    half, whole = (min(_work_s(text[:length]) for _ in range(3)) for length in (1000, 2000))

    assert whole < 8 * half + 0.005


def _work_s(text: str) -> float:
    """Processor time of this thread alone, so that a busy machine changes nothing."""
    started = time.thread_time()
    masking.masked(text)
    return time.thread_time() - started
