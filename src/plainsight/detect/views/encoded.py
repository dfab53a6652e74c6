"""Base64: what a term looks like inside it, and what stands in a run of it."""

import base64
import re

from plainsight.detect.views.fold import fold_text

RUN = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")
LITERAL_CHARS_MIN = 8  # shorter pieces of base64 are found in too many links
RUN_CHARS_MAX = 256  # on each side of the term; a longer run is not looked at whole


def encoded_forms(surface: str) -> list[str]:
    """The characters of base64 that do not depend on what stands before and after the term."""
    forms = []
    for text in dict.fromkeys([surface, surface.lower()]):
        data = text.encode("utf-8", "ignore")
        for shift in range(3):
            whole = base64.b64encode(b"\0" * shift + data).decode("ascii")
            first = -(-shift * 8 // 6)
            forms.append(whole[first : (shift + len(data)) * 8 // 6])
    return [form for form in dict.fromkeys(forms) if len(form) >= LITERAL_CHARS_MIN]


def encoded_run(original: str, start: int, end: int, plain: str) -> tuple[int, int] | None:
    """The run of base64 around a slice, if it says the folded term, else None."""
    low = max(0, start - RUN_CHARS_MAX)
    for run in RUN.finditer(original, low, end + RUN_CHARS_MAX):
        if run.start() <= start and end <= run.end() and _says(run.group(), plain):
            return run.span()
    return None


def _says(run: str, plain: str) -> bool:
    letters = run.rstrip("=").replace("-", "+").replace("_", "/")
    for shift in range(4):
        part = letters[shift:]
        part = part[: len(part) - (len(part) % 4 == 1)]
        data = base64.b64decode(part + "=" * (-len(part) % 4))
        if plain in fold_text(data.decode("utf-8", "ignore")):
            return True
    return False
