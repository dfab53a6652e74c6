"""Handles behind a platform's name (加薇 abc123) or before it (12345678 加扣)."""

import re
from collections.abc import Iterator
from dataclasses import replace

from plainsight.detect.extract.adder import find_adder
from plainsight.detect.extract.alias import Alias, find_aliases
from plainsight.detect.extract.kind import Draft, ExtractKind, Role
from plainsight.detect.extract.platform import Platform
from plainsight.detect.extract.row import Row, row_at, row_before
from plainsight.detect.extract.tracks import Tracks

_MARK = r"(?:[^\w@+\n]|\+(?!\d))"
_HAN = (
    r"(?:号码|电话|手机|账号|帐号|号|账户|名|就|同步|同号|联系方式|联系|咨询|搜索|搜|群|添加|加|找"
    r"|我|们|是|为"
    r"|客服|商务|业务|私聊|聊)"
)
_LATIN = (
    r"(?:id|is|handle|user ?name|user|number|num|no|contact|me|us|at|on|only|or|text|call|es"
    r"|usuario"
    r"|numero|al|como|con|mi|my|our|chat|nick|name|account|contacto)(?![a-z0-9_])"
)
_CONNECT = re.compile(rf"{_MARK}{{0,30}}\n?(?:(?:{_HAN}|{_LATIN}){_MARK}{{0,30}}){{0,3}}")
_SAYS = re.compile(
    r"[:=@号是为>→]|(?<![a-z])(?:is|id|es|user|username|handle|usuario)(?![a-z])|\.\."
)
_NAME = re.compile(
    r"(?:@{1,3}\s?)?([a-z][a-z0-9_\-]{2,39}(?:\.[a-z][a-z0-9_\-]{0,30})?)(?![a-z0-9_])"
)
# Signal gives out plug.42, and Instagram plug.2020; 12.5% is a share.
_NUMBERED = re.compile(r"\.\d{2,9}(?![\w%])")
# "Telegram is down" tells of Telegram, "my Telegram is plug" whose name it is.
_OWNER = re.compile(r"(?<![a-z])(?:my|our|his|her|their|mi|nuestro|su)\s$")
_SPACED_NAME = re.compile(r"@?([a-z](?: [a-z0-9_]){4,31})(?![a-z0-9_])(?! [a-z0-9_](?![a-z0-9_]))")
_NAME_BEFORE = re.compile(r"(?<![a-z0-9_@.])([a-z][a-z0-9_]{5,19})[^0-9a-z\n]{0,4}$")
_SPLIT_BY_Q = re.compile(r"(\d(?<!\d\d)\d{3,5})\s?\(?q{1,2}\)?\s?(\d{4,6})(?!\d)")
_NAME_HEAD = re.compile(r"@{0,3}\s?[a-z]")
_V_BEFORE_PHONE = re.compile(r"v1[3-9]\d{9}(?!\d)")
_SESSION_ID = re.compile(r"05(?<![0-9a-z]..)[0-9a-f]{64}(?![0-9a-z])", re.DOTALL)
_DIGIT = re.compile("[0-9]")
_WECHAT_NAME = re.compile(r"[a-z][-_a-z0-9]{5,19}")
_TELEGRAM_NAME = re.compile(r"[a-z](?!.*__)[a-z0-9_]{3,30}[a-z0-9]")
_BEFORE_CHARS = 40
_ADDER_CHARS = 12
# Words that follow a platform's name without being anybody's handle.
_NOT_A_NAME = frozenset({
    "channel", "channels", "group", "groups", "chat", "app", "apps", "link", "links", "https",
    "http", "www", "com", "bot", "bots", "username", "user", "contact", "number", "account",
    "accounts", "here", "only", "and", "or", "the", "me", "us", "for", "with", "on", "at", "is",
    "to", "my", "our", "your", "you", "id", "handle", "message", "messages", "text", "call",
    "web", "desktop", "download", "premium", "business", "pay", "wechat", "weixin", "telegram",
    "whatsapp", "qq", "signal", "wickr", "available", "official", "support", "service", "admin",
    "update", "please", "grupo", "canal", "para", "por", "con", "usuario", "mi", "tu", "el", "la",
    "los", "las", "contacto", "numero", "mensaje", "escribeme", "kik", "skype", "email", "mail",
    "gmail", "snapchat", "instagram", "phone", "threema", "below", "bellow", "above", "following",
    "provided", "listed", "name", "info", "details", "preferred", "ids", "now", "then",
    "down", "gone", "banned", "hacked", "broken", "full", "private", "working", "deleted",
    "suspended", "blocked",
})  # fmt: skip


def find_handles(tracks: Tracks) -> Iterator[Draft]:
    """Handles with the platform's name in the note."""
    if tracks.has_digit and "q" in tracks.plain:
        for found in _SPLIT_BY_Q.finditer(tracks.plain):
            number = found[1] + found[2]
            if len(number) <= 11 and number[0] != "0":
                yield Draft(ExtractKind.HANDLE_QQ, number, *found.span(), True, "QQ, split by Q")
    if "session" in tracks.plain:
        for found in _SESSION_ID.finditer(tracks.plain):
            yield Draft(ExtractKind.HANDLE_OTHER, found.group(), *found.span(), False, "Session")
    for alias in find_aliases(tracks):
        yield from list(_after(tracks, alias)) or _before(tracks, alias)


def is_valid_name(kind: ExtractKind, name: str) -> bool:
    """Say whether the platform would give out such a name."""
    if kind is ExtractKind.HANDLE_WECHAT:
        return _WECHAT_NAME.fullmatch(name) is not None
    if kind is ExtractKind.HANDLE_TELEGRAM:
        return _TELEGRAM_NAME.fullmatch(name) is not None
    return False


def _after(tracks: Tracks, alias: Alias) -> Iterator[Draft]:
    plain = tracks.plain
    connect = _CONNECT.match(plain, alias.end)
    at = connect.end() if connect else alias.end
    if alias.platform.kind is ExtractKind.HANDLE_WECHAT and _V_BEFORE_PHONE.match(plain, at):
        at += 1  # 加微：V138...
    row = row_at(tracks, at)
    if not row and not _NAME_HEAD.match(plain, at):
        return
    between = plain[alias.end : at]
    before = plain[max(0, alias.start - _ADDER_CHARS) : alias.start]
    adder, is_owned = find_adder(before), _OWNER.search(before) is not None
    says = _SAYS.search(between + plain[at : at + 1]) is not None
    if between.strip() in ("is", "es") and plain[at] != "@":
        says = is_owned
    is_said = adder is not None or says
    is_near = is_owned or not (between.strip() or alias.is_word)
    if not (alias.is_strong or is_said or is_near):
        return
    name = _NAME.match(plain, at) or (_SPACED_NAME.match(plain, at) if is_said else None)
    if name:
        drafts = _name(tracks, alias, name, is_said=is_said)
    else:
        drafts = _rows(alias, row, needs_seven=not (alias.is_strong or is_said))
    if adder is None:
        yield from drafts
    else:
        yield from (replace(draft, role=Role.CONTACT) for draft in drafts)


def _rows(alias: Alias, row: Row | None, *, needs_seven: bool) -> Iterator[Draft]:
    while row and not (needs_seven and len(row.bare) < 7):
        drafts = list(_number(alias.platform, row))
        yield from drafts
        row = row.next() if drafts else None


def _before(tracks: Tracks, alias: Alias) -> Iterator[Draft]:
    if alias.platform.kind not in (ExtractKind.HANDLE_QQ, ExtractKind.HANDLE_WECHAT):
        return
    first = max(0, alias.start - _BEFORE_CHARS)
    before = tracks.digits[first : alias.start]
    if not _DIGIT.search(before, len(before) - _ADDER_CHARS):
        return
    row = row_before(tracks, alias.start, first=first, needs_adder=not alias.is_strong)
    drafts = _number(alias.platform, row) if row else _name_before(tracks, alias, first)
    for draft in drafts:
        yield replace(draft, role=Role.CONTACT)


def _name_before(tracks: Tracks, alias: Alias, first: int) -> Iterator[Draft]:
    before = tracks.plain[first : alias.start]
    adder = find_adder(before)
    found = None if adder is None else _NAME_BEFORE.search(before[:adder])
    if not found or not _DIGIT.search(found[1]):
        return
    kind, name, start = alias.platform.kind, found[1], first + found.start(1)
    if is_valid_name(kind, name):
        yield Draft(kind, name, start, start + len(name), True, alias.platform.name)


def _name(tracks: Tracks, alias: Alias, found: re.Match[str], *, is_said: bool) -> Iterator[Draft]:
    platform = alias.platform
    name = found[1].replace(" ", "").rstrip("-.")
    has_mark = any(symbol.isdigit() or symbol == "_" for symbol in name)
    # snap @plug: an everyday word is a platform's name beside what is plainly a handle.
    is_plain = alias.is_strong or has_mark or _is_at_name(platform, found)
    if name in _NOT_A_NAME or not (has_mark or is_said) or not is_plain:
        return
    if platform.kind is ExtractKind.HANDLE_QQ or _is_display_name(tracks, found, has_mark=has_mark):
        return
    if not 4 <= len(name) <= 32:
        return
    end = found.end() - (len(found[1].replace(" ", "")) - len(name))
    number = _NUMBERED.match(tracks.plain, end)
    if number and platform.kind is ExtractKind.HANDLE_OTHER:
        name, end = name + number.group(), number.end()
    validated = is_valid_name(platform.kind, name)
    yield Draft(platform.kind, name, found.start(), end, validated, platform.name)


def _is_at_name(platform: Platform, found: re.Match[str]) -> bool:
    return platform.kind is ExtractKind.HANDLE_OTHER and found.group().startswith("@")


def _is_display_name(tracks: Tracks, found: re.Match[str], *, has_mark: bool) -> bool:
    """Two capitalised words are somebody's name: "Instagram: Julio Astillero"."""
    if has_mark or "@" in found.group() or tracks.plain[found.end() : found.end() + 1] != " ":
        return False
    following = tracks.cased(found.end() + 1, min(found.end() + 2, len(tracks.plain)))
    return tracks.cased(found.start(1), found.start(1) + 1).isupper() and following.isupper()


def _number(platform: Platform, row: Row) -> Iterator[Draft]:
    """A number as the platform's own, as a phone, or as both."""
    kind = platform.kind
    phone = None if kind is ExtractKind.HANDLE_QQ else row.phone(is_global=_is_global(kind))
    if phone is not None:
        value, start, end = phone
        yield Draft(kind, value, start, end, True, f"{platform.name}, by phone")
        yield Draft(ExtractKind.PHONE, value, start, end, True, platform.name)
    elif kind in (ExtractKind.HANDLE_QQ, ExtractKind.HANDLE_WECHAT):
        number = row.account_number()
        if number is not None:
            value, start, end = number
            yield Draft(kind, value, start, end, value[0] != "0", platform.name)
    elif 8 <= len(row.bare) <= 15:
        yield Draft(kind, row.bare, row.start, row.end, False, f"{platform.name}, by phone")


def _is_global(kind: ExtractKind) -> bool:
    # People write WhatsApp numbers with the country code and without a plus; WeChat ones never.
    return kind is not ExtractKind.HANDLE_WECHAT
