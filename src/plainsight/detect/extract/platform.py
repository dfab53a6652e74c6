"""The names under which platforms go in posts, in Chinese, English and Spanish.

`strong` names say the platform wherever they stand before an identifier; `weak` ones are everyday
characters, which need a word of adding before them (加薇, +v) or a colon after them (V: abc123).
"""

from dataclasses import dataclass

from plainsight.detect.extract.kind import ExtractKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """One messenger, and how posts call it (as patterns over folded text)."""

    name: str
    kind: ExtractKind
    strong: tuple[str, ...]
    weak: tuple[str, ...] = ()


PLATFORMS = (
    Platform(
        name="WeChat",
        kind=ExtractKind.HANDLE_WECHAT,
        strong=(
            "[微薇威葳溦徽蔚喂维卫韦嶶唯][信心芯欣幸]",
            "微新",
            "喂星",
            "卫星",
            r"v\s?[信心芯❤]",
            "wei ?xin",
            "we ?chat",
            "wxid",
            "vx",
            "wx",
            "微x",
            "薇x",
            "绿泡泡?",
            "绿色软件",
            "🛰",
        ),
        weak=("微", "薇", "威", "葳", "溦", "徽", "蔚", "喂", "嶶", "v"),
    ),
    Platform(
        name="QQ",
        kind=ExtractKind.HANDLE_QQ,
        strong=(
            "扣扣",
            "口口",
            "抠抠",
            "蔻蔻",
            "叩叩",
            "球球",
            "丘丘",
            "[企乞启]-?鹅",
            "鹅企",
            "qq",
            "🐧",
        ),
        weak=("扣", "抠", "蔻", "筘", "寇", "眍", "叩", "口", "鹅", "企", "窛", "q"),
    ),
    Platform(
        name="Telegram",
        kind=ExtractKind.HANDLE_TELEGRAM,
        strong=(
            "telegra ?m",
            "telegrm",
            "纸飞机",
            "紙飛機",
            "小飞机",
            "飞机",
            "飛機",
            "灰机",
            "电报",
            "電報",
            "tg",
            "teleg?",
            "✈",
            "🛩",
        ),
        weak=("电抱", "飞机号"),
    ),
    Platform(
        name="WhatsApp",
        kind=ExtractKind.HANDLE_WHATSAPP,
        strong=(
            "whats ?app?",
            "watsapp?",
            "w[ah]ts ?app",
            "[gw]u?assa?pp?",
            "wasa?pp?",
            "wsp",
            "wpp",
            "whats",
            "📲",
        ),
        weak=("wa", "ws"),
    ),
    Platform(name="Signal", kind=ExtractKind.HANDLE_OTHER, strong=("signal",)),
    Platform(name="Wickr", kind=ExtractKind.HANDLE_OTHER, strong=("wickr(?: ?me)?", "wikr")),
    Platform(name="Session", kind=ExtractKind.HANDLE_OTHER, strong=("session(?= ?(?:id|:))",)),
    Platform(name="Threema", kind=ExtractKind.HANDLE_OTHER, strong=("threema",)),
    Platform(
        name="Potato",
        kind=ExtractKind.HANDLE_OTHER,
        strong=("potato(?: ?chat)?", "土豆"),
    ),
    Platform(
        name="Bat", kind=ExtractKind.HANDLE_OTHER, strong=("蝙蝠", "bat ?chat"), weak=("bat",)
    ),
    Platform(
        name="Snapchat", kind=ExtractKind.HANDLE_OTHER, strong=("snap ?chat",), weak=("snap",)
    ),
    Platform(
        name="Instagram", kind=ExtractKind.HANDLE_OTHER, strong=("instagram", "insta"), weak=("ig",)
    ),
    Platform(name="Skype", kind=ExtractKind.HANDLE_OTHER, strong=("skype",)),
    Platform(name="Line", kind=ExtractKind.HANDLE_OTHER, strong=("line ?id",), weak=("line",)),
    Platform(name="Kik", kind=ExtractKind.HANDLE_OTHER, strong=("kik",)),
    Platform(name="Viber", kind=ExtractKind.HANDLE_OTHER, strong=("viber",)),
    Platform(name="KakaoTalk", kind=ExtractKind.HANDLE_OTHER, strong=("kakao(?: ?talk)?",)),
    Platform(name="Discord", kind=ExtractKind.HANDLE_OTHER, strong=("discord",)),
    Platform(name="ICQ", kind=ExtractKind.HANDLE_OTHER, strong=("icq",)),
    Platform(name="Jabber", kind=ExtractKind.HANDLE_OTHER, strong=("jabber", "xmpp")),
    Platform(name="SafeW", kind=ExtractKind.HANDLE_OTHER, strong=("safew",)),
    Platform(name="Zangi", kind=ExtractKind.HANDLE_OTHER, strong=("zangi",)),
)
