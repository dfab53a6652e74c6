"""Handles behind a platform's name or alias, before it or after it."""

import re
from collections.abc import Iterator

from plainsight.detect.extract.kind import Draft, ExtractKind, Role
from plainsight.detect.extract.phone import parse_phone
from plainsight.detect.extract.platform import PLATFORMS, Platform
from plainsight.detect.extract.tracks import Tracks

_GAP = r"[\s:：=\-_~→➡>》】\])\"',.·。/|+♥❤*&!•﹕]"
_WORD = (
    r"(?:号码|账号|帐号|号|id|账户|名|同号|联系|咨询|搜索|搜|添加|加|是|为|is|handle|username|user|number|no"
    r"|num|contact|at|me|us|on|es|usuario|n[uú]mero|al|[:@])"
)
_CONNECT = re.compile(rf"{_GAP}{{0,4}}(?:{_WORD}{_GAP}{{0,4}}){{0,3}}@?")
_NAME = re.compile(r"[a-z][a-z0-9_\-.]{2,39}")
_NUMBER = re.compile(r"\+?\d(?:[\s\-+.·_()]{0,2}\d){4,15}(?!\d)")
_MORE = re.compile(r"\s{0,2}(?:或者?|[/、,|;]|or|y|o)\s{0,2}(?=\d)")
_ADDER = r"(?:[加伽➕+家佳夹珈珂嘉茄]|添加|联系|jia|add|➕)"
_ADDED = re.compile(rf"{_ADDER}\s?$|(?:{_ADDER}|➕)我?的?$")
_NUMBER_BEFORE = re.compile(
    rf"(?<!\d)(\d(?:[\s\-+.·_]{{0,2}}\d){{4,15}})[^0-9a-z]{{0,4}}{_ADDER}[\s+]{{0,3}}$"
)
_SPLIT_BY_Q = re.compile(r"(?<!\d)(\d{4,6})\s?\(?q{1,2}\)?\s?(\d{4,6})(?!\d)")
# Words that follow a platform's name without being anybody's handle.
_NOT_A_NAME = frozenset(
    "channel group groups chat app apps link links https http www com bot bots username user contact number"
    " account accounts here only and or the me us for with on at is to my our your you id handle message"
    " messages text call web desktop download premium business pay wechat weixin telegram whatsapp qq"
    " signal wickr available official support service admin update please grupo canal para por con usuario"
    " mi tu el la los las contacto numero mensaje escribeme".split()
)


def find_handles(tracks: Tracks) -> Iterator[Draft]:
    """Handles after an alias, numbers before one (12345678 加扣), and numbers split by a Q."""
    plain = tracks.plain
    for found in _SPLIT_BY_Q.finditer(plain):
        number = found[1] + found[2]
        if len(number) <= 11 and number[0] != "0":
            yield Draft(ExtractKind.HANDLE_QQ, number, *found.span(), True, "split by Q")
    for found in _ALIAS.finditer(plain):
        platform, is_strong = _BY_GROUP[found.lastgroup or ""]
        drafts = list(_after(tracks, found, platform, is_strong))
        yield from drafts or _number_before(tracks, found, platform)


def _after(
    tracks: Tracks, found: re.Match[str], platform: Platform, is_strong: bool
) -> Iterator[Draft]:
    plain = tracks.plain
    connect = _CONNECT.match(plain, found.end())
    at = connect.end() if connect else found.end()
    between = plain[found.end() : at]
    is_added = bool(_ADDED.search(plain, max(0, found.start() - 8), found.start()))
    is_said = is_added or any(mark in between for mark in ":=@号是为") or " is " in between
    if not is_strong and not is_said and not between.strip(" ") == "":
        return
    role = Role.CONTACT if is_added else Role.UNKNOWN
    name = _NAME.match(plain, at)
    if name:
        draft = _name(platform, name.group().rstrip("-."), name.start(), is_strong, is_said)
        if draft is not None:
            yield _with_role(draft, role)
        return
    while number := _NUMBER.match(tracks.digits, at):
        if not is_strong and not is_said and len(_bare(number)) < 7:
            return
        draft = _number(platform, _bare(number), number.span())
        if draft is None:
            return
        yield _with_role(draft, role)
        more = _MORE.match(tracks.digits, number.end())
        if not more:
            return
        at = more.end()


def _number_before(tracks: Tracks, found: re.Match[str], platform: Platform) -> Iterator[Draft]:
    if platform.kind not in (ExtractKind.HANDLE_QQ, ExtractKind.HANDLE_WECHAT):
        return
    before = max(0, found.start() - 40)
    number = _NUMBER_BEFORE.search(tracks.digits[before : found.start()])
    if number:
        start, end = before + number.start(1), before + number.end(1)
        draft = _number(platform, re.sub(r"\D", "", number[1]), (start, end))
        if draft is not None:
            yield _with_role(draft, Role.CONTACT)


def _name(
    platform: Platform, name: str, start: int, is_strong: bool, is_said: bool
) -> Draft | None:
    has_mark = any(symbol.isdigit() or symbol == "_" for symbol in name)
    if name in _NOT_A_NAME or not (has_mark or is_said) or not (is_strong or has_mark):
        return None
    if platform.kind is ExtractKind.HANDLE_QQ or len(name) < 4:
        return None
    validated = is_valid_name(platform.kind, name)
    return Draft(platform.kind, name, start, start + len(name), validated, platform.name)


def is_valid_name(kind: ExtractKind, name: str) -> bool:
    """Say whether the platform would give out such a name."""
    if kind is ExtractKind.HANDLE_WECHAT:
        return re.fullmatch(r"[a-z][-_a-z0-9]{5,19}", name) is not None
    if kind is ExtractKind.HANDLE_TELEGRAM:
        return re.fullmatch(r"[a-z](?!.*__)[a-z0-9_]{3,30}[a-z0-9]", name) is not None
    return False


def _number(platform: Platform, digits: str, span: tuple[int, int]) -> Draft | None:
    phone = parse_phone("+" + digits, None) if len(digits) > 10 else None
    if phone is None and len(digits) == 11:
        phone = parse_phone(digits, "CN")
    kind = platform.kind
    if kind is ExtractKind.HANDLE_QQ or (kind is ExtractKind.HANDLE_WECHAT and not phone):
        if not 5 <= len(digits) <= 11:
            return None
        return Draft(kind, digits, *span, digits[0] != "0", platform.name)
    if phone is None and len(digits) < 7:
        return None
    return Draft(kind, phone or digits, *span, phone is not None, f"{platform.name}, by phone")


def _bare(number: re.Match[str]) -> str:
    return re.sub(r"\D", "", number.group())


def _with_role(draft: Draft, role: Role) -> Draft:
    return Draft(draft.kind, draft.value, draft.start, draft.end, draft.validated, draft.note, role)


def _alias_pattern() -> tuple[re.Pattern[str], dict[str, tuple[Platform, bool]]]:
    parts, by_group = [], {}
    for strength in ("strong", "weak"):
        for index, platform in enumerate(PLATFORMS):
            names = getattr(platform, strength)
            if names:
                group = f"{strength}{index}"
                by_group[group] = (platform, strength == "strong")
                parts.append(f"(?P<{group}>{'|'.join(names)})")
    # A Latin alias is a word of its own; between Han characters there are no such edges.
    return re.compile(rf"(?<![a-z])(?:{'|'.join(parts)})"), by_group


_ALIAS, _BY_GROUP = _alias_pattern()
