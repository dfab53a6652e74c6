"""Links, e-mail addresses and @names, defanged ones too: t[.]me, t (dot) me, name (at) host."""

import re
from collections.abc import Iterator

from plainsight.detect.extract.handle import is_valid_name
from plainsight.detect.extract.kind import Draft, ExtractKind
from plainsight.detect.extract.phone import parse_phone
from plainsight.detect.extract.tracks import Tracks

_DOT = r"(?:\s?[.。．·]\s?|\s?[\[({]\s?(?:\.|dot|点|punto)\s?[\])}]\s?|\s(?:dot|punto)\s|点)"
_TELEGRAM = re.compile(
    rf"(?<![a-z0-9])(?:h(?:tt|xx)ps?\s?:\s?//\s?)?(?:t{_DOT}me|(?:telegra\s?m|tlgrm){_DOT}(?:me|dog))"
    r"\s?/\s?(?:s/)?(\+?@?[a-z0-9_\-]{4,64})(?:/[\w?=\-&/]{0,64})?"
)
_WHATSAPP = re.compile(
    rf"(?<![a-z0-9])(?:h(?:tt|xx)ps?\s?:\s?//\s?)?(?:wa{_DOT}me\s?/|api{_DOT}whatsapp{_DOT}com\s?/send/?\?phone=)"
    r"\s?\+?(\d{7,15})(?:\?[\w=%&+.\-]{0,200})?"
)
_URL = re.compile(r"(?<![a-z])h(?:tt|xx)ps?\s?:\s?//\s?[^\s<>\"'，。！？；、》）】]{3,400}")
_TLD = (
    "com|cn|net|org|info|biz|xyz|top|vip|cc|tv|io|me|co|app|club|shop|store|online|site|live|pro|link|in|ru|us"
    "|uk|mx|es|hk|tw|sg|my|onion|to|is|ws|la|gg|ly|im|su|ch|de|fr|eu|asia|fun|win|bet|work|icu|cloud|chat|name"
)
_DOMAIN = re.compile(
    rf"(?<![a-z0-9@.\-_])(?:www\s?\.\s?)?(?:[a-z0-9][a-z0-9\-]{{0,62}}\.){{1,4}}(?:{_TLD})"
    r"(?![a-z0-9\-@_])(?:[/?][^\s<>\"'，。！？；、》）】]{0,200})?"
)
_AT = re.compile(
    r"\s?(?:@|[\[({]\s?(?:at|arroba|@)\s?[\])}]|\s(?:at|arroba)\s(?=[a-z0-9\-]{2,40}\s?(?:\.|dot|punto|[\[({])))\s?"
)
_HOST = re.compile(rf"((?:[a-z0-9][a-z0-9\-]{{0,62}}{_DOT}){{1,4}})([a-z]{{2,24}})(?![a-z0-9])")
_MENTION = re.compile(r"@([a-z][a-z0-9_]{3,31})(?![a-z0-9_])")
_LOCAL = frozenset("abcdefghijklmnopqrstuvwxyz0123456789._%+-")
_LOCAL_CHARS_MAX = 64
_HAN = re.compile(r"[\u4e00-\u9fff]")


def find_links(tracks: Tracks) -> Iterator[Draft]:
    """Platform links as handles, other links as links."""
    plain = tracks.plain
    for found in _TELEGRAM.finditer(plain):
        yield _telegram(found)
    for found in _WHATSAPP.finditer(plain):
        value = parse_phone("+" + found[1], None)
        note = "WhatsApp, by link"
        yield Draft(
            ExtractKind.HANDLE_WHATSAPP, value or found[1], *found.span(), value is not None, note
        )
    for found in _URL.finditer(plain):
        value = re.sub(r"\s", "", found.group()).replace("hxxp", "http").rstrip(".,;:!?)]}*")
        yield Draft(
            ExtractKind.LINK,
            value,
            found.start(),
            found.start() + len(found.group().rstrip(".,;:!?)]}*")),
            True,
        )
    for found in _DOMAIN.finditer(plain):
        value = re.sub(r"\s", "", found.group()).rstrip(".,;:!?)]}*")
        yield Draft(
            ExtractKind.LINK,
            value,
            found.start(),
            found.start() + len(found.group().rstrip(".,;:!?)]}*")),
            True,
        )


def find_emails(tracks: Tracks) -> Iterator[Draft]:
    """E-mail addresses with a well-formed host."""
    plain = tracks.plain
    for found in _AT.finditer(plain):
        start = _local_start(plain, found.start())
        host = _HOST.match(plain, found.end())
        local = plain[start : found.start()].lstrip(".")
        if not local or not host:
            continue
        value = f"{local}@{re.sub(_DOT, '.', host[1])}{host[2]}"
        yield Draft(ExtractKind.EMAIL, value, found.start() - len(local), host.end(), True)


def find_mentions(tracks: Tracks) -> Iterator[Draft]:
    """Bare @names. Telegram's where the text is Chinese or names it; else the platform is open."""
    plain = tracks.plain
    is_telegram = bool(_HAN.search(plain) or "telegram" in plain or "t.me" in plain)
    kind = ExtractKind.HANDLE_TELEGRAM if is_telegram else ExtractKind.HANDLE_OTHER
    note = "@name" if is_telegram else "@name, platform not named"
    for found in _MENTION.finditer(plain):
        name = found[1]
        yield Draft(kind, name, *found.span(), is_telegram and is_valid_name(kind, name), note)


def _telegram(found: re.Match[str]) -> Draft:
    name = found[1].lstrip("@")
    if name.startswith("+") or name == "joinchat":
        value = re.sub(r"\s", "", found.group())
        return Draft(ExtractKind.LINK, value, *found.span(), True, "Telegram invitation")
    validated = is_valid_name(ExtractKind.HANDLE_TELEGRAM, name)
    return Draft(ExtractKind.HANDLE_TELEGRAM, name, *found.span(), validated, "Telegram, by link")


def _local_start(plain: str, at: int) -> int:
    start = at
    while start > 0 and at - start < _LOCAL_CHARS_MAX and plain[start - 1] in _LOCAL:
        start -= 1
    return start
