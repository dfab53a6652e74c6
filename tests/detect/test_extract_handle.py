"""Handles behind platform names and aliases, in three languages and many disguises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.extracts import disguise, disguises, wechat_ids

from plainsight.detect.extract import Extract, Role, extract

WECHAT_NAMES = [
    "微信",
    "薇信",
    "加薇",
    "+v",
    "加V：",
    "vx",
    "WX:",
    "卫星",
    "绿泡泡",
    "🛰️",
    "wechat: ",
]


def handles(text: str) -> list[tuple[str, str]]:
    return [
        (found.kind.removeprefix("handle."), found.value)
        for found in extract(text)
        if found.kind.startswith("handle.")
    ]


@given(wechat_ids(), st.sampled_from(WECHAT_NAMES), disguises())
def test_a_wechat_id_is_found_behind_every_alias(handle: str, alias: str, way: str) -> None:
    written = disguise(handle, way)
    text = f"有意{alias} {written} 详聊"
    (found,) = [one for one in extract(text) if one.kind.startswith("handle.")]
    assert (found.kind, found.value, found.validated) == ("handle.wechat", handle, True)
    assert text[found.start : found.end].startswith(written.rstrip("\u0336"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("加微信abc_123456", ("wechat", "abc_123456")),
        ("add me on WeChat: Broker888", ("wechat", "broker888")),
        ("agrégame en wechat: broker888", ("wechat", "broker888")),
        ("微.信 abc12345", ("wechat", "abc12345")),
        ("w e c h a t : abc12345", ("wechat", "abc12345")),
        ("看片加v:edg76658219774", ("wechat", "edg76658219774")),
        ("加vabc12345", ("wechat", "abc12345")),
        ("一天两三张，v he208hg", ("wechat", "he208hg")),
        ("18683 583314擦妹伽微", ("wechat", "+8618683583314")),
        ("君 QCX083 卖盘伽威", ("wechat", "qcx083")),
        ("加微信：a b c 1 2 3 4", ("wechat", "abc1234")),
        ("扣扣：123456789", ("qq", "123456789")),
        ("联系🐧 12345678", ("qq", "12345678")),
        ("企.鵝: ②⓪⑤⑤⑨④④③", ("qq", "20559443")),
        ("29526 Q 77544", ("qq", "2952677544")),
        ("75+275+36+36++企++鹅+看", ("qq", "752753636")),
        ("2140 8797加口", ("qq", "21408797")),
        ("搞钱+扣4308833一天", ("qq", "4308833")),
        ("QQ 1234567 100元", ("qq", "1234567")),
        ("纸飞机：abc_def1", ("telegram", "abc_def1")),
        ("飛機 @abc_def1", ("telegram", "abc_def1")),
        ("TG：abc_def1", ("telegram", "abc_def1")),
        ("✈️ abc_def1", ("telegram", "abc_def1")),
        ("Telegram..qfcvymu33", ("telegram", "qfcvymu33")),
        ("t.me/abc_def1", ("telegram", "abc_def1")),
        ("t[.]me/abc_def1", ("telegram", "abc_def1")),
        ("t (dot) me/abc_def1", ("telegram", "abc_def1")),
        ("telegra m.me/abc_def1", ("telegram", "abc_def1")),
        ("hxxps://t。me/abc_def1", ("telegram", "abc_def1")),
        ("联系方式:@CY3644联系方式", ("telegram", "cy3644")),
        ("whatsapp +52 55 1234 5678", ("whatsapp", "+525512345678")),
        ("escríbeme al WhatsApp 55 1234 5678", ("whatsapp", "+525512345678")),
        ("wsp: 5215512345678", ("whatsapp", "+525512345678")),
        ("wa.me/5215512345678", ("whatsapp", "+525512345678")),
        ("📲 +1 719-679-3073", ("whatsapp", "+17196793073")),
        ("Wickr..uflmiskgcg54", ("other", "uflmiskgcg54")),
        ("my wickr id is ,,,,abcde12", ("other", "abcde12")),
        ("蝙蝠号: 8812345678", ("other", "8812345678")),
        ("potato：abcdef12", ("other", "abcdef12")),
        ("signal: +1 719-679-3073", ("other", "+17196793073")),
        ("DM @plug_4u", ("other", "plug_4u")),
        ("Wickr............ Zhpcycho20", ("other", "zhpcycho20")),
        ("Wickr @@ bobbymit", ("other", "bobbymit")),
        ("Signal/WhatsApp: +1 719-679-3073", ("whatsapp", "+17196793073")),
        ("WeChat/Telegram同号：usd_rmb88", ("telegram", "usd_rmb88")),
        ("微信/电话同号13800138000", ("wechat", "+8613800138000")),
        ("加微：V13800138000", ("wechat", "+8613800138000")),
        ("Escríbeme por Telegram como juan_perez", ("telegram", "juan_perez")),
        ("QQ群：123456789", ("qq", "123456789")),
        (f"Session ID: 05{'ab12' * 16}", ("other", f"05{'ab12' * 16}")),
    ],
)
def test_a_handle_is_given_with_its_platform(text: str, expected: tuple[str, str]) -> None:
    assert handles(text) == [expected]


def test_alternatives_are_all_given() -> None:
    text = "有意向加微信12345678901或2234567890或33435481202"
    assert [value for _, value in handles(text)] == ["12345678901", "2234567890", "33435481202"]


def test_a_number_that_is_a_handle_is_also_a_phone() -> None:
    kinds = [found.kind for found in extract("微信 13800138000")]
    assert kinds == ["handle.wechat", "phone"]
    qq = [found.kind for found in extract("QQ 13800138000")]
    assert qq == ["handle.qq"]


def test_handles_that_stand_together_are_told_apart() -> None:
    text = "单一结@nv96141@hfxm52-料"
    assert handles(text) == [("telegram", "nv96141"), ("telegram", "hfxm52")]


@pytest.mark.parametrize(
    "text",
    [
        "微信支付很方便",
        "他很威武",
        "坐飞机去北京",
        "我的飞机10点起飞",
        "Follow our Telegram channel for updates",
        "Please pay with WeChat pay at the desk",
        "whatsapp me when you are free",
        "the telegram: please read it",
        "pH 7.4, v 2.1",
        "TGFbeta1 and VEGF165 levels",
        "in line 12345678 of the file",
        "Town, WA 12345-1234",
        "一口价100元",
        "企鹅真可爱",
        "#Viernes_2024",
        "RT @V",
        "▪️Instagram: Julio Astillero",
    ],
)
def test_ordinary_sentences_hold_no_handle(text: str) -> None:
    assert handles(text) == []


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("加薇 abc12345", Role.CONTACT),
        ("业务咨询：@abc12345", Role.CONTACT),
        ("骗子勿扰@abc12345", Role.CONTACT),
        ("DM @plug_4u", Role.CONTACT),
        ("骗子微信 abc12345，已报警", Role.WARNING),
        ("别加薇 abc12345", Role.WARNING),
        ("beware of telegram: abc12345, scammer", Role.WARNING),
        ("no es estafa, telegram: abc12345", Role.UNKNOWN),
        ("cuidado con telegram: abc12345", Role.WARNING),
        ("RT @abc12345: news of the day", Role.THIRD_PARTY),
        ("hoy con @abc12345 en la radio", Role.THIRD_PARTY),
        ("他的微信 abc12345", Role.THIRD_PARTY),
        ('"uníos": escribe @abc12345', Role.THIRD_PARTY),  # a by-line
        ("hoy 9PM @abc12345", Role.THIRD_PARTY),
        ("mi telegram es abc12345", Role.CONTACT),
        ("长期合作 担保 @abc12345", Role.THIRD_PARTY),
        ("收四件套，押金上 @abc12345", Role.THIRD_PARTY),
        ("vendo usdt, garante @abc12345", Role.THIRD_PARTY),
        ("长期合作，可走担保 @abc12345", Role.CONTACT),
        ("支持担保，联系 @abc12345", Role.CONTACT),
    ],
)
def test_a_mentioned_handle_is_not_the_authors_handle(text: str, role: Role) -> None:
    (found,) = [one for one in extract(text) if one.kind.startswith("handle.")]
    assert found.role is role


@pytest.mark.parametrize(
    ("text", "validated"),
    [
        ("微信: abcde", False),  # WeChat asks for six
        ("微信: abcdef", True),
        ("telegram: abc__def", False),
        ("telegram: abc_def", True),
        ("QQ: 0123456789", False),
    ],
)
def test_a_name_the_platform_would_not_give_is_not_validated(text: str, validated: bool) -> None:
    (found,) = [one for one in extract(text) if one.kind.startswith("handle.")]
    assert found.validated is validated


def test_the_original_range_is_exact_under_mixed_disguises() -> None:
    text = "➕\u200b薇\u200b信：Ａ\u200bbc𝟙②3４ 谢谢"
    found: Extract
    (found,) = [one for one in extract(text) if one.kind.startswith("handle.")]
    assert found.value == "abc1234"
    assert text[found.start : found.end] == "Ａ\u200bbc𝟙②3４"


@pytest.mark.parametrize(("chars", "role"), [(24, Role.CONTACT), (25, Role.THIRD_PARTY)])
def test_a_word_that_asks_to_write_reaches_24_characters_to_a_name(chars: int, role: Role) -> None:
    asked = "contact".ljust(chars - 1, ".") + " "
    (found,) = extract(f"today {asked}@amy_cash_tx")
    assert (found.value, found.role) == ("amy_cash_tx", role)
