"""One language of the pages: texts by their English wording, words by group, dates and numbers.

Texts stand in `en.json`, `zh.json` and `es.json` beside this file: "texts" maps the English wording
of a template to the translation, "words" maps `group.value` of an enumeration to what people read.
A missing text is said in English, because a page half translated still answers; a test keeps it
from happening.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files

from plainsight.model.time import parse_instant
from plainsight.respond.data_class import DataClass
from plainsight.web.i18n.desk_noes import DESK_NOES
from plainsight.web.i18n.found_sentences import found_sentence
from plainsight.web.i18n.kept_sentences import form_of

LANGUAGES = {"en": "English", "zh": "中文", "es": "Español"}
DEFAULT = "en"
_LOCALES = {"en": "en_GB", "zh": "zh_Hans_CN", "es": "es_ES"}
_TAGS = {"en": "en", "zh": "zh-Hans", "es": "es"}
_DAY = timedelta(days=1)
# Places of kept sentences: groups of words, sentences of their own, and texts.
_GROUPS = frozenset(
    {
        *("review_act", "stand", "rollout", "outcome", "case", "report", "force", "appeal", "term"),
        *("production", "authenticity", "holding", "notice", "cross_border"),
    }
)
_SENTENCES = frozenset(("guard", "why", "reason_says"))
_TEXTS = frozenset(("title", "duty", "duty_done", "circumstance"))
_ROLE = re.compile(r"\w[\w -]* \(([A-Z_]+)\)")  # as `Role.told` says it
TALLY_MAX = 10_000  # beyond this nobody needs the number, and counting on would cost every page


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """Says everything of a page in one language."""

    language: str
    texts: Mapping[str, str] = field(repr=False)
    words: Mapping[str, str] = field(repr=False)

    @property
    def tag(self) -> str:
        """BCP 47, for the page's `lang`."""
        return _TAGS[self.language]

    def say(self, text: str, /, **values: object) -> str:
        """A text of a template; `values` fill its {names}."""
        said = self.texts.get(text, text)
        return said.format(**values) if values else said

    def count(self, one: str, many: str, count: int, /, **values: object) -> str:
        """A text that counts; {count} is written as this language writes numbers."""
        return self.say(one if count == 1 else many, count=self.number(count), **values)

    def word(self, group: str, value: object) -> str:
        """What people read for a member of an enumeration, or the member with spaces."""
        key = str(getattr(value, "value", value))
        return self.words.get(f"{group}.{key}", key.replace("_", " "))

    def kept(self, sentence: str) -> str:
        """A sentence that the records keep in English, where its form is known."""
        known = form_of(sentence)
        # In English a no is said alike in every door.
        if known is None or (self.language == DEFAULT and known[0] in DESK_NOES):
            return sentence
        return self.say(
            known[0], **{name: self._part(name, said) for name, said in known[1].items()}
        )

    def _part(self, name: str, said: str) -> str:
        """What fills a kept sentence: our own words in this language, a name as it was written."""
        if name == "data":
            found = DataClass.__members__.get(said.upper())
            return said if found is None else self.word("data_class", found)
        if name == "conditions":
            return ", ".join(self.say(each) for each in said.split(", "))
        if name == "rest":
            return "; ".join(self.say(each) for each in said.split("; "))
        if name in _GROUPS:
            return self.word(name, said)
        if name == "command":
            return self.word("step", said)
        if name in ("role", "roles"):
            joined = "、" if self.language == "zh" else ", "
            return joined.join(self.word("role", code) for code in _ROLE.findall(said)) or said
        if name in ("value", "identifier"):  # as Python writes it: a text in quotes
            return said.strip("'\"")
        if name == "until":
            return self.instant(parse_instant(said, field=name))
        if name in _SENTENCES:
            return self.kept(said)
        return self.say(said) if name in _TEXTS else said

    def found(self, sentence: str) -> str:
        """A sentence of a finding, which is stored in English, where a translation is known."""
        return found_sentence(sentence, self.language)

    def number(self, value: int | float) -> str:
        """A number with this language's separators."""
        return _number(value, _LOCALES[self.language])

    def tally(self, count: int) -> str:
        """A number that was counted no further than to TALLY_MAX + 1: 10,000+ stands for more."""
        return self.number(count) if count <= TALLY_MAX else f"{self.number(TALLY_MAX)}+"

    def day(self, value: date | datetime | None) -> str:
        """A day such as 21 Nov 2026; a dash for none."""
        if value is None:
            return "–"
        day = value.date() if isinstance(value, datetime) else value
        return _day(day, _LOCALES[self.language])

    def instant(self, value: datetime | None) -> str:
        """An instant to the minute, always in UTC and saying so; a dash for none."""
        from babel.dates import format_datetime

        if value is None:
            return "–"
        shown = "d MMM y, HH:mm" if self.language != "zh" else "y年M月d日 HH:mm"
        utc = value.astimezone(UTC)
        return f"{format_datetime(utc, shown, locale=_LOCALES[self.language])} UTC"

    def span(self, value: timedelta) -> str:
        """A length of time in its two largest units: 3 d 4 h, 41 h 12 min, 9 min."""
        minutes = int(abs(value).total_seconds()) // 60
        days, hours = divmod(minutes // 60, 24)
        if abs(value) >= 3 * _DAY:
            return self.say("{days} d {hours} h", days=days, hours=hours)
        if minutes >= 60:
            return self.say("{hours} h {minutes} min", hours=minutes // 60, minutes=minutes % 60)
        return self.say("{minutes} min", minutes=minutes)


@cache
def speech(language: str) -> Speech:
    """The language, or English when it is none of ours."""
    chosen = language if language in LANGUAGES else DEFAULT
    file = files("plainsight.web.i18n").joinpath(f"{chosen}.json")
    catalogue = json.loads(file.read_text(encoding="utf-8"))
    return Speech(language=chosen, texts=catalogue["texts"], words=catalogue["words"])


# A table of fifty rows writes the same few numbers and days again and again.
@lru_cache(maxsize=4096)
def _number(value: int | float, locale: str) -> str:
    from babel.numbers import format_decimal

    return format_decimal(value, locale=locale)


@lru_cache(maxsize=4096)
def _day(value: date, locale: str) -> str:
    from babel.dates import format_date

    return format_date(value, "medium", locale=locale)
