"""Links, defanged ones too, and the handles that links to messengers carry."""

import re
from collections.abc import Iterator

from plainsight.detect.extract.dots import DOT, HIDDEN_DOT, has_hidden_dot
from plainsight.detect.extract.handle import is_valid_name
from plainsight.detect.extract.kind import Draft, ExtractKind
from plainsight.detect.extract.numbering import read_phone
from plainsight.detect.extract.tracks import Tracks

_SCHEME = r"h(?:tt|xx)ps?\s?:\s?/\s?/\s?"
_TELEGRAM = re.compile(
    rf"(?:t|telegra\s?m|tlgrm){DOT}(?:me|dog)\s?/\s?(?:s/)?([+@]?[a-z0-9_\-]{{3,64}})"
    r"(?:/[a-z0-9_?=\-&/]{0,64})?"
)
_WHATSAPP = re.compile(
    rf"(?:wa{DOT}me\s?/|api{DOT}whatsapp{DOT}com\s?/send/?\?phone=)"
    r"\s?\+?(\d{7,15})(?:\?[\w=%&+.\-]{0,200})?"
)
_SCHEME_BEFORE = re.compile(rf"{_SCHEME}(?:www\.)?$")
_SCHEME_CHARS = 20
_TAIL = r"[!-;=?-~]"  # printable ASCII; Chinese text follows links without a space
_URL = re.compile(rf"{_SCHEME}{_TAIL}{{3,400}}")
_TLD = (
    "com|cn|net|org|info|biz|xyz|cc|tv|io|app|ru|mx|hk|tw|sg|onion|ws|ly|su|ch|fr|eu|asia|bet|icu"
    "|chat|vip|dog"
)
# Endings that are also words need more than a dot before them: "SATIVA. HYBRID.TOP FLAVORS".
_WORD_TLD = (
    "top|club|shop|store|online|site|live|pro|link|in|us|uk|es|to|is|me|co|la|gg|im|de|fun|win"
    "|work|cloud|name|my"
)
_PATH = rf"(?:[/?]{_TAIL}{{0,200}})"
_ENDING = re.compile(
    rf"\.(?:(?:{_TLD})(?![a-z0-9\-@_]|\.[a-z0-9])|(?:{_WORD_TLD})(?=/[a-z0-9])"
    rf"|(?<=\d\.)(?:{_WORD_TLD})(?![a-z0-9\-@_]|\.[a-z0-9])){_PATH}?"
)
_WWW = re.compile(rf"www\s?\.\s?(?:[a-z0-9][a-z0-9\-]{{0,62}}\.){{1,4}}[a-z]{{2,12}}{_PATH}?")
_DEFANGED = re.compile(
    rf"[a-z0-9](?<![a-z0-9@.\-_].)[a-z0-9\-]{{0,62}}(?:{HIDDEN_DOT}[a-z0-9][a-z0-9\-]{{0,62}}){{0,3}}"
    rf"{HIDDEN_DOT}(?:{_TLD}|{_WORD_TLD})(?![a-z0-9\-@_]){_PATH}?",
    re.DOTALL,
)
_LABEL_SYMBOLS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-.")
_HOST_CHARS_MAX = 253  # RFC 1035
_TRAILING = ".,;:!?)]}*'\""


def find_links(tracks: Tracks) -> Iterator[Draft]:
    """Links to an account as handles, every other one as a link."""
    plain = tracks.plain
    if "/" in plain:
        for found in _TELEGRAM.finditer(plain):
            yield from _telegram(plain, found)
        for found in _WHATSAPP.finditer(plain):
            yield from _whatsapp(plain, found)
        for found in _URL.finditer(plain):
            yield _link(plain, *found.span())
    if "." in plain:
        yield from _bare_hosts(plain)
    if has_hidden_dot(plain):
        for found in _DEFANGED.finditer(plain):
            yield _link(plain, *found.span())


def _telegram(plain: str, found: re.Match[str]) -> Iterator[Draft]:
    start, end = _with_scheme(plain, found.start()), found.end()
    if start is None:
        return
    name = found[1].lstrip("@")
    if name.startswith("+") or name in ("joinchat", "addlist", "share", "proxy"):
        value = re.sub(r"\s", "", re.sub(DOT, ".", found.group()))
        yield Draft(ExtractKind.LINK, value, start, end, True, "Telegram invitation")
        return
    is_valid = is_valid_name(ExtractKind.HANDLE_TELEGRAM, name)
    yield Draft(ExtractKind.HANDLE_TELEGRAM, name, start, end, is_valid, "Telegram, by link")


def _whatsapp(plain: str, found: re.Match[str]) -> Iterator[Draft]:
    start = _with_scheme(plain, found.start())
    if start is not None:
        phone, note = read_phone("+" + found[1], None), "WhatsApp, by link"
        span, is_valid = (start, found.end()), phone is not None
        yield Draft(ExtractKind.HANDLE_WHATSAPP, phone or found[1], *span, is_valid, note)
        if phone is not None:
            yield Draft(ExtractKind.PHONE, phone, *span, True, note)


def _with_scheme(plain: str, start: int) -> int | None:
    """Where the link starts, its scheme included; None inside a longer word."""
    scheme = _SCHEME_BEFORE.search(plain[max(0, start - _SCHEME_CHARS) : start])
    if scheme:
        return start - len(scheme.group())
    return None if start and (plain[start - 1].isascii() and plain[start - 1].isalnum()) else start


def _bare_hosts(plain: str) -> Iterator[Draft]:
    for found in _WWW.finditer(plain):
        yield _link(plain, *found.span())
    for found in _ENDING.finditer(plain):
        start = found.start()
        while start and found.start() - start < _HOST_CHARS_MAX:
            if plain[start - 1] not in _LABEL_SYMBOLS:
                break
            start -= 1
        is_host = start < found.start() and plain[start - 1 : start] not in ("@", "_", "/")
        if is_host and plain[start] not in ".-" and ".." not in plain[start : found.start() + 1]:
            yield _link(plain, start, found.end())


def _link(plain: str, start: int, end: int) -> Draft:
    written = plain[start:end].rstrip(_TRAILING)
    value = re.sub(r"\s", "", re.sub(HIDDEN_DOT, ".", written))
    value = re.sub(r"^hxxp", "http", value)
    return Draft(ExtractKind.LINK, value, start, start + len(written), True)
