"""Handles as people write them: platform, name and exact span, and nothing for lookalikes."""

import pytest
from tests.strategies.marked import bare, with_marks

from plainsight.detect.extract import Extract, ExtractKind

WRITTEN = (
    "加微信<abc12345|wechat abc12345>",
    "+V：<huan_usd88|wechat huan_usd88>",
    "飞机 <@chedui_88|telegram chedui_88>🇨🇳",
    "telegram <@cashmover77|telegram cashmover77>🇲🇽🇺🇸 now",
    "微信 <paofen8866|wechat paofen8866>🇨🇳🇲🇽",
    "tg <🇨🇭🇪🇩🇺🇮_88|telegram chedui_88>",  # letters for letters, and no flags
    "加v <lucky-888|wechat lucky-888> 备注换汇",
    "薇❤️：<abc12345|wechat abc12345>",
    "VX:<wang5566|wechat wang5566>",
    "vx <wang5566|wechat wang5566>",
    "威信 <wang5566|wechat wang5566>",
    "微♥信<wang5566|wechat wang5566>",
    "wechat: <sunny_day99|wechat sunny_day99>",
    "my wechat is <sunny_day99|wechat sunny_day99>",
    "WeChat ID <sunny_day99|wechat sunny_day99>",
    "wx号 <wxid_abc123def456|wechat wxid_abc123def456>",
    "卫星<wang5566|wechat wang5566>",
    "微信号就是 <wang5566|wechat wang5566>",
    "扣扣<123456789|qq 123456789>",
    "QQ：<123456789|qq 123456789>",
    "企鹅<123456789|qq 123456789>",
    "加Q <123456789|qq 123456789>",
    "Q群 <123456789|qq 123456789>",
    "飞机：<@chedui_88|telegram chedui_88>",
    "TG <@chedui_88|telegram chedui_88>",
    "tg: <chedui_88|telegram chedui_88>",
    "电报<@chedui_88|telegram chedui_88>",
    "纸飞机 <chedui_88|telegram chedui_88>",
    "telegram me <@plugla|telegram plugla>",
    "<t.me/plugla|telegram plugla>",
    "<https://t.me/plugla|telegram plugla>",
    "tele <@plugla_x|telegram plugla_x>",
    "hmu on telegram <@plugla|telegram plugla>",
    "mi telegram es <@compra_dolares|telegram compra_dolares>",
    "hit my snap <plug.la22|other plug.la22>",
    "sc: <plugla22|other plugla22>",
    "snap <@plugla22|other plugla22>",
    "add my snapchat <plugla22|other plugla22>",
    "ig <@plug.la|other plug.la>",
    "insta: <plug.la|other plug.la>",
    "wickr: <plugla22|other plugla22>",
    "wickr me <plugla22|other plugla22>",
    "session id <05aabbccddeeff00112233445566778899aabbccddeeff001122334455667788ff|other 05aabbccddeeff00112233445566778899aabbccddeeff001122334455667788ff>",  # noqa: E501
    "threema <ABCD1234|other abcd1234>",
    "kik: <plugla22|other plugla22>",
    "line id: <plugla22|other plugla22>",
    "LINE：<plugla22|other plugla22>",
    "potato <plugla22|other plugla22>",
    "<wa.me/526641234567|whatsapp +526641234567>",
    "whatsapp <+52 664 123 4567|whatsapp +526641234567>",
    "wsp <+52 664 123 4567|whatsapp +526641234567>",
    "WA: <+1 626 555 0142|whatsapp +16265550142>",
    "微信 <13812345678|wechat +8613812345678>",
    "邮箱 <plug@proton.me|mail plug@proton.me>",
    "email <plug at proton dot me|mail plug@proton.me>",
    "correo: <ventas@quimex.mx|mail ventas@quimex.mx>",
    "signal: <+1 626 555 0142|other +16265550142>",
    "微信支付到账500元",
    "微信群满了，发不了",
    "my wechat got hacked last week",
    "i love wechat stickers",
    "telegram is down again",
    "snap a picture of it",
    "飞机晚点三小时",
    "坐飞机去北京",
    "卫星发射成功",
    "扣了我20分",
    "@everyone please read",
    "QQ音乐真好听",
    "follow <@nytimes|other nytimes> for news",
    "line up at 8",
    "signal is weak here",
    "email me later",
    "potato salad recipe",
    "蝙蝠侠真好看",
    "telegram channel of the embassy",
    "v8 engine swap",
    "加V认证",
    "signal: <plug.42|other plug.42>",
    "insta <plug.la22|other plug.la22>",
    "ig <@plugla.22|other plugla.22>",
    "telegram <abc_12|telegram abc_12>.5% fee",
    "my telegram is <plugla|telegram plugla>",
    "telegram is <plug_la|telegram plug_la>",
    "her snap is cute",
    "my whatsapp is down",
    "whatsapp is full of bots",
    "Q裙<123456789|qq 123456789>",
    "微❤️信<wang5566|wechat wang5566>",
    "微💓信：<wang5566|wechat wang5566>",
    "@here anyone awake?",
    "my line 12345 to go",
    "snapchat is full of ads",
)


def label(found: Extract) -> str | None:
    if found.kind is ExtractKind.EMAIL:
        return f"mail {found.value}"
    if not found.kind.startswith("handle."):
        return None
    return f"{found.kind.removeprefix('handle.')} {found.value}"


@pytest.mark.parametrize("marked", WRITTEN)
def test_a_handle_is_read_as_a_careful_reader_reads_it(marked: str) -> None:
    assert with_marks(bare(marked), label) == marked
