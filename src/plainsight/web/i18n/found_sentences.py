"""Sentences of findings: stored in English, shown to a reader in their own language.

A finding keeps what was said when it was judged, and reports quote it word for word. The file
`findings.json` has the translations, in groups: what the typologies say and the senses that they
tell, what the search for flows says of itself, how its alerts ended, and what was undone to read a
word. A sentence that it does not have, of an operator's typology or of an older version, stays as
it was written.
"""

import json
import re
from functools import cache
from importlib.resources import files

# What may stand in a place of a form: a figure, with its asset, where nothing else is said here.
# Narrow, so that a sentence somebody wrote themselves is not taken for one of ours.
_FIGURE = r"[+-]?\d\S*(?: \S+)?"
_PLACES = {
    "change": r".+→.*",
    "signs": r"\S+",
    "finding": r"\S+ .+",
    "keys": r".+",
    "first": r"\d{4}-\d\d-\d\d",
    "last": r"\d{4}-\d\d-\d\d",
    "reasons": r".+",
    "into": r"\S+",
}
_JOINED = {"zh": "；"}


def found_sentence(sentence: str, language: str) -> str:
    """The sentence in `language`, or as it stands where no translation is known."""
    if language == "en":
        return sentence
    return _translated(sentence, language) or _with_its_post(sentence, language) or sentence


def _translated(sentence: str, language: str) -> str:
    said = _sentences().get(sentence)
    if said is not None:
        return said.get(language, "")
    for form, pattern in _forms():
        if (match := pattern.fullmatch(sentence)) is not None:
            values = match.groupdict()
            if "reasons" in values:
                reasons = values["reasons"].split("; ")
                joined = _JOINED.get(language, "; ")
                values["reasons"] = joined.join(found_sentence(each, language) for each in reasons)
            return _sentences()[form].get(language, "").format(**values)
    return ""


def _with_its_post(sentence: str, language: str) -> str:
    """A sentence that ends with the id of the post that it rests on (trace/flows/score.py)."""
    head, opened, post_id = sentence.rpartition(" (")
    said = _translated(head, language) if opened and post_id.endswith(")") else ""
    return f"{said} ({post_id}" if said else ""


@cache
def _sentences() -> dict[str, dict[str, str]]:
    file = files("plainsight.web.i18n").joinpath("findings.json")
    groups: dict[str, dict[str, dict[str, str]]] = json.loads(file.read_text(encoding="utf-8"))
    return {form: said for group in groups.values() for form, said in group.items()}


@cache
def _forms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Those with something to fill in."""
    return tuple((form, _pattern(form)) for form in _sentences() if "{" in form)


def _pattern(form: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", form)
    texts, names = parts[::2], parts[1::2]
    places = [f"(?P<{name}>{_PLACES.get(name, _FIGURE)})" for name in names]
    filled = "".join(place + re.escape(text) for place, text in zip(places, texts[1:], strict=True))
    return re.compile(re.escape(texts[0]) + filled, re.DOTALL)
