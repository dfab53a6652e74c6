"""Links, defanged ones too, and the handles that links to messengers carry."""

import re
from collections.abc import Iterator

from plainsight.detect.extract.dots import BRACKETED_DOT, DOT, HIDDEN_DOT, has_hidden_dot
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
_URL = re.compile(rf"{_SCHEME}(?=[!-~]{{0,80}}[.:]){_TAIL}{{3,400}}")
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
    rf"\.(?:(?:{_TLD})|(?P<word>{_WORD_TLD}))(?![a-z0-9\-@_]|\.[a-z0-9])(?P<path>{_PATH})?"
)
_WWW = re.compile(rf"www\s?\.\s?(?:[a-z0-9][a-z0-9\-]{{0,62}}\.){{1,4}}[a-z]{{2,12}}{_PATH}?")
_DEFANGED = re.compile(
    rf"[a-z0-9](?<![a-z0-9@.\-_].)[a-z0-9\-]{{0,62}}(?:{HIDDEN_DOT}[a-z0-9][a-z0-9\-]{{0,62}}){{0,3}}"
    # "un punto de" is a point, not a host: the bare word needs an ending that is no word.
    rf"(?:{HIDDEN_DOT}(?:{_TLD})|{BRACKETED_DOT}(?:{_WORD_TLD}))(?![a-z0-9\-@_]){_PATH}?",
    re.DOTALL,
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_PATH_START = re.compile(r"(?<![:/])[/?](?!/)")
_LABEL_SYMBOLS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-.")
_HOST_CHARS_MAX = 253  # RFC 1035
_TRAILING = ".,;:!?)]}*'\""


def find_links(tracks: Tracks) -> Iterator[Draft]:
    """Links to an account as handles, every other one as a link."""
    plain = tracks.plain
    if "/" in plain:
        for found in _TELEGRAM.finditer(plain):
            yield from _telegram(tracks, found)
        for found in _WHATSAPP.finditer(plain):
            yield from _whatsapp(plain, found)
        for found in _URL.finditer(plain):
            yield _link(tracks, *found.span())
    if "." in plain:
        yield from _bare_hosts(tracks)
    if has_hidden_dot(plain):
        for found in _DEFANGED.finditer(plain):
            yield _link(tracks, *found.span())


def _telegram(tracks: Tracks, found: re.Match[str]) -> Iterator[Draft]:
    start, end = _with_scheme(tracks.plain, found.start()), found.end()
    if start is None:
        return
    name = found[1].lstrip("@")
    if name.startswith("+") or name in ("joinchat", "addlist", "share", "proxy"):
        value = _refanged(tracks, *found.span())
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


def _bare_hosts(tracks: Tracks) -> Iterator[Draft]:
    plain = tracks.plain
    for found in _WWW.finditer(plain):
        yield _link(tracks, *found.span())
    for found in _ENDING.finditer(plain):
        start = found.start()
        while start and found.start() - start < _HOST_CHARS_MAX:
            if plain[start - 1] not in _LABEL_SYMBOLS:
                break
            start -= 1
        if _is_host(plain, start, found):
            yield _link(tracks, start, found.end())


def _is_host(plain: str, start: int, found: re.Match[str]) -> bool:
    name, before = plain[start : found.start()], plain[start - 1 : start] if start else ""
    if not name or name[0] in ".-" or name[-1] in ".-" or ".." in name or before in set("@_/"):
        return False
    if not found["word"] or found["path"]:
        return True
    # An ending that is also a word, without a path: in Latin text only after a name with a digit.
    has_both = any(s.isdigit() for s in name) and any(s.isalpha() for s in name)
    return has_both or _HAN.search(plain) is not None


def _link(tracks: Tracks, start: int, end: int) -> Draft:
    written = tracks.plain[start:end].rstrip(_TRAILING)
    value = _refanged(tracks, start, start + len(written))
    return Draft(ExtractKind.LINK, value, start, start + len(written), True)


def _refanged(tracks: Tracks, start: int, end: int) -> str:
    """The link as a browser takes it: host in lower case, path in the author's."""
    value = re.sub(DOT, ".", tracks.cased(start, end))
    value = re.sub(r"^hxxp", "http", re.sub(r"\s", "", value), flags=re.IGNORECASE)
    path = _PATH_START.search(value)
    cut = path.start() if path else len(value)
    return value[:cut].lower() + value[cut:]
