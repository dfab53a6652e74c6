"""Links, defanged ones too, and the handles that links to messengers carry."""

import re
from collections.abc import Iterator

from plainsight.detect.extract.dots import DOT, HIDDEN_DOT
from plainsight.detect.extract.handle import is_valid_name
from plainsight.detect.extract.kind import Draft, ExtractKind
from plainsight.detect.extract.numbering import read_phone
from plainsight.detect.extract.tracks import Tracks

_SCHEME = r"(?:h(?:tt|xx)ps?\s?[:：]\s?/\s?/\s?)"
_TELEGRAM = re.compile(
    rf"(?<![a-z0-9]){_SCHEME}?(?:t{DOT}me|(?:telegra\s?m|tlgrm){DOT}(?:me|dog))"
    r"\s?/\s?(?:s/)?([+@]?[a-z0-9_\-]{3,64})(?:/[a-z0-9_?=\-&/]{0,64})?"
)
_WHATSAPP = re.compile(
    rf"(?<![a-z0-9]){_SCHEME}?(?:wa{DOT}me\s?/|api{DOT}whatsapp{DOT}com\s?/send/?\?phone=)"
    r"\s?\+?(\d{7,15})(?:\?[\w=%&+.\-]{0,200})?"
)
_TAIL = r"[!-;=?-~]"  # printable ASCII; Chinese text follows links without a space
_URL = re.compile(rf"(?<![a-z]){_SCHEME}{_TAIL}{{3,400}}")
# Endings that are also words need more than a dot before them: "SATIVA. HYBRID.TOP FLAVORS".
_TLD = (
    "com|cn|net|org|info|biz|xyz|cc|tv|io|app|ru|mx|hk|tw|sg|onion|ws|ly|su|ch|fr|eu|asia|bet|icu"
    "|chat|vip|dog"
)
_WORD_TLD = (
    "top|club|shop|store|online|site|live|pro|link|in|us|uk|es|to|is|me|co|la|gg|im|de|fun|win"
    "|work|cloud|name|my"
)
_LABELS = r"(?:[a-z0-9][a-z0-9\-]{0,62}\.){1,4}"
_PATH = rf"(?:[/?]{_TAIL}{{0,200}})"
_DOMAIN = re.compile(
    rf"(?<![a-z0-9@.\-_/])(?:www\s?\.\s?{_LABELS}[a-z]{{2,12}}"
    rf"|{_LABELS}(?:(?:{_TLD})(?![a-z0-9\-@_])"
    rf"|(?:{_WORD_TLD})(?=/[a-z0-9])"
    rf"|(?<=\d\.)(?:{_WORD_TLD})(?![a-z0-9\-@_.])))(?![a-z0-9\-@_]){_PATH}?"
)
_DEFANGED = re.compile(
    rf"(?<![a-z0-9@.\-_])(?:[a-z0-9][a-z0-9\-]{{0,62}}{HIDDEN_DOT}){{1,4}}(?:{_TLD}"
    rf"|{_WORD_TLD})(?![a-z0-9\-@_])"
    rf"{_PATH}?"
)
_TRAILING = ".,;:!?)]}*'\""
_MAY_HOLD_LINK = re.compile(r"[.。·点]|dot|punto")


def find_links(tracks: Tracks) -> Iterator[Draft]:
    """Links to an account as handles, every other one as a link."""
    plain = tracks.plain
    if not _MAY_HOLD_LINK.search(plain):
        return
    for found in _TELEGRAM.finditer(plain):
        yield _telegram(found)
    for found in _WHATSAPP.finditer(plain):
        phone = read_phone("+" + found[1], None)
        note = "WhatsApp, by link"
        value = phone or found[1]
        yield Draft(ExtractKind.HANDLE_WHATSAPP, value, *found.span(), phone is not None, note)
    for pattern in (_URL, _DOMAIN, _DEFANGED):
        for found in pattern.finditer(plain):
            yield _link(found)


def _telegram(found: re.Match[str]) -> Draft:
    name = found[1].lstrip("@")
    if name.startswith("+") or name in ("joinchat", "addlist", "share", "proxy"):
        value = re.sub(DOT, ".", re.sub(r"\s", "", found.group()))
        return Draft(ExtractKind.LINK, value, *found.span(), True, "Telegram invitation")
    validated = is_valid_name(ExtractKind.HANDLE_TELEGRAM, name)
    note = "Telegram, by link"
    return Draft(ExtractKind.HANDLE_TELEGRAM, name, *found.span(), validated, note)


def _link(found: re.Match[str]) -> Draft:
    written = found.group().rstrip(_TRAILING)
    value = re.sub(r"\s", "", re.sub(HIDDEN_DOT, ".", written))
    value = re.sub(r"^hxxp", "http", value)
    return Draft(ExtractKind.LINK, value, found.start(), found.start() + len(written), True)
