"""Where a term was seen: a document is cited for the words that stand in it, and from its day on.

A source is what it really is. Most terms are usage of the trade, of which nobody published a list;
an advisory that describes the trade is cited by the typology, not by each word of it.
"""

import re
from collections.abc import Iterator

from plainsight.detect.lexicon import Lexicon, Term
from plainsight.feeds.policy.complaints import Complaints
from plainsight.feeds.policy.typology_yaml import Advisories

_USAGE = "write what it is: usage of the trade"
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")


def lint_sources(lexicon: Lexicon, advisories: Advisories, complaints: Complaints) -> None:
    """Refuse an advisory cited for what it does not say, and a word older than all that is cited.

    An advisory is cited with its flag, `FIN-2025-A003 A3-06`. A source without a year (usage, the
    press) bears an earlier first_seen.
    """
    for term in lexicon.terms:
        sources = [source.strip() for source in term.source.split(";")]
        for what, mend in _untrue(term, sources, advisories):
            complaints.add(f"term {term.text!r} ({term.sense_id})", what, mend)


def _untrue(term: Term, sources: list[str], advisories: Advisories) -> Iterator[tuple[str, str]]:
    for source in sources:
        named = [one for one in advisories if _plain(source).startswith(_plain(one))]
        if not named:
            continue
        advisory, flag = named[0], source[len(named[0]) :].strip()
        text = advisories[advisory].get(flag)
        if text is None:
            yield f"cites {source!r}, which names no flag of {advisory}", f"name one, or {_USAGE}"
        elif not re.search(rf"(?<!\w){re.escape(term.text)}(?!\w)", text, re.IGNORECASE):
            yield f"{advisory} {flag} does not say it", _USAGE
    years = [int(year.group()) for year in map(_YEAR.search, sources) if year is not None]
    if len(years) == len(sources) and int(term.first_seen[:4]) < min(years):
        mend = "write the year of what is cited, or name the source that is older"
        yield f"first_seen is {term.first_seen}, but {term.source!r} is of {min(years)}", mend


def _plain(name: str) -> str:
    return name.replace(" ", "-").casefold()
