"""Bare @names. In Chinese posts that is Telegram's way of writing; elsewhere anybody's."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from plainsight.detect.extract.guarantor import is_guarantors
from plainsight.detect.extract.handle import is_valid_name
from plainsight.detect.extract.kind import Draft, ExtractKind, Role
from plainsight.detect.extract.tracks import Tracks
from plainsight.detect.extract.vocabulary import Sense

_MENTION = re.compile(r"@([a-z][a-z0-9_]{3,31})(?![a-z0-9_]|\.[a-z]{2})")
_SPACED = re.compile(r"@([a-z](?: [a-z0-9_]){4,31})(?![a-z0-9_])")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_NAME_SYMBOLS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_%")
_CONTACT_CHARS = 24
_EVERYBODY = frozenset({"everyone", "here", "channel"})  # who calls a whole group names nobody


def find_mentions(tracks: Tracks) -> Iterator[Draft]:
    """@names; where nobody is asked to write to them they are a third party's."""
    plain = tracks.plain
    if "@" not in plain:
        return
    is_telegram = bool(_HAN.search(plain)) or any(
        word.key == "Telegram" for word in tracks.words(Sense.ALIAS)
    )
    kind = ExtractKind.HANDLE_TELEGRAM if is_telegram else ExtractKind.HANDLE_OTHER
    note = "@name" if is_telegram else "@name, platform not named"
    end = 0
    for pattern in (_MENTION, _SPACED):
        for found in pattern.finditer(plain):
            start = found.start()
            if start and start != end and plain[start - 1] in _NAME_SYMBOLS:
                continue  # the host of something that is no e-mail address
            end = found.end()
            name = found[1].replace(" ", "")
            if name in _EVERYBODY:
                continue
            role = _role(tracks, found, is_telegram=is_telegram)
            yield Draft(
                kind, name, start, end, is_telegram and is_valid_name(kind, name), note, role
            )


def _role(tracks: Tracks, found: re.Match[str], *, is_telegram: bool) -> Role:
    start, plain = found.start(), tracks.plain
    if is_guarantors(tracks, start):
        return Role.THIRD_PARTY
    contact = tracks.words(Sense.CONTACT)
    near = bisect_left(contact, start - _CONTACT_CHARS, key=lambda word: word.start)
    if near < len(contact) and contact[near].start < start:
        return Role.CONTACT
    if is_telegram and plain[max(0, start - 3) : start].rstrip().endswith(":"):
        return Role.CONTACT
    is_reply = start == 0 and plain[found.end() : found.end() + 1] == " "
    return Role.THIRD_PARTY if is_reply or not is_telegram else Role.UNKNOWN
