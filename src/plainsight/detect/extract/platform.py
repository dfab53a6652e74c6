"""The names under which platforms go in posts, in Chinese, English and Spanish.

A weak name is an everyday character or syllable: it counts only after a word of adding (加薇, +v)
or before a colon (V: abc123).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from plainsight.detect.extract.kind import ExtractKind
from plainsight.detect.extract.vocabulary import Entry, Sense, entries_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """One messenger; names are separated by `|`."""

    name: str
    names: str
    weak: str = ""
    kind: ExtractKind = ExtractKind.HANDLE_OTHER


PLATFORMS = (
    Platform(
        name="WeChat",
        kind=ExtractKind.HANDLE_WECHAT,
        names=(
            "微信|威信|薇信|葳信|溦信|徽信|维信|卫信|喂信|蔚信|唯信|嶶信|微心|威心|薇心|喂心|葳心"
            "|徽心|微芯|薇芯|微新|威新|喂星|卫星"
            "|衛星|微x|薇x|v信|v心|v❤|wei xin|weixin|wechat|we chat|wecaht|wxid|vx|wx|绿泡泡"
            "|綠泡泡|绿泡|绿色软件|🛰|微信号|微信id"
        ),
        weak="微|薇|威|葳|溦|徽|蔚|喂|嶶|韦|维",
    ),
    Platform(
        name="QQ",
        kind=ExtractKind.HANDLE_QQ,
        names=(
            "扣扣|口口|抠抠|蔻蔻|叩叩|球球|丘丘|企鹅|企鵝|企-鹅|企 鹅|企++鹅|企+鹅|乞鹅|启鹅|鹅企"
            "|qq|🐧|扣号|抠号|球号|q群|q裙"
        ),
        weak="扣|抠|蔻|筘|寇|眍|叩|口|鹅|企|窛|灀",
    ),
    Platform(
        name="Telegram",
        kind=ExtractKind.HANDLE_TELEGRAM,
        names=(
            "telegram|telegra m|telegrm|tellegram|telegran|teleg|tele|tlg|tlgrm|tg|纸飞机|紙飛機"
            "|小飞机|小飛機|飞机|飛機|灰机|电报"
            "|電報|✈|🛩|飞机号|电报号|tg号"
        ),
        weak="飞|电抱",
    ),
    Platform(
        name="WhatsApp",
        kind=ExtractKind.HANDLE_WHATSAPP,
        names=(
            "whatsapp|whats app|whatsap|whatapp|watsapp|watsap|whatssap|wathsapp|whastapp|wasap"
            "|wasapp|wassap|guasap|guatsap|wsp"
            "|wsap|wpp|wapp|whats|wtsp|wts|📲"
        ),
        weak="wa|ws|w",
    ),
    Platform(name="Signal", names="signal"),
    Platform(name="Wickr", names="wickr|wickr me|wikr|wickrme|wicker|wicker me"),
    Platform(name="Session", names="session id"),
    Platform(name="Threema", names="threema"),
    Platform(name="Potato", names="potato chat|potato|土豆"),
    Platform(name="BatChat", names="蝙蝠|batchat|bat chat", weak="bat"),
    Platform(name="Snapchat", names="snapchat|snap chat", weak="snap|sc"),
    Platform(name="Instagram", names="instagram|insta", weak="ig"),
    Platform(name="Skype", names="skype"),
    Platform(name="Line", names="line id|lineid", weak="line"),
    Platform(name="Kik", names="kik"),
    Platform(name="Viber", names="viber"),
    Platform(name="KakaoTalk", names="kakao|kakaotalk"),
    Platform(name="Discord", names="discord"),
    Platform(name="ICQ", names="icq"),
    Platform(name="Jabber", names="jabber|xmpp"),
    Platform(name="SafeW", names="safew"),
    Platform(name="Zangi", names="zangi"),
)


def entries() -> Iterator[Entry]:
    """The vocabulary of platform names, keyed by platform."""
    for platform in PLATFORMS:
        yield from entries_of(Sense.ALIAS, platform.names, key=platform.name)
        if platform.weak:
            yield from entries_of(Sense.WEAK_ALIAS, platform.weak, key=platform.name)
