"""Lexicon CSV files and sense files -> Lexicon.

A term may name alternatives: `rent [out|] [my|your] account` is four terms on one line.
"""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

from plainsight.detect.lexicon import Facet, Lexicon, Sense, Term
from plainsight.feeds.policy.complaints import Complaints, read_checked
from plainsight.feeds.policy.csv import policy_rows

COLUMNS = ("term", "language", "sense", "source", "first_seen", "expires", "homophones", "note")
LANGUAGES = ("zh", "en", "es", "any")
YEAR = re.compile(r"(19|20)[0-9]{2}")
ALTERNATIVES = re.compile(r"\[([^\[\]]*)\]")


def read_lexicon(root: Path, complaints: Complaints) -> Lexicon:
    """Read every sense and every term below `root`/typologies/lexicon."""
    folder = root / "typologies" / "lexicon"
    senses = _read_senses(root, folder / "senses", complaints)
    terms: dict[tuple[str, str], Term] = {}
    for path in sorted(folder.glob("*.csv")):
        for term in _read_terms(path, senses, complaints):
            # The same term with the same sense in two files is one term; the first source stands,
            # and it expires when the last of them does.
            first = terms.setdefault((term.text, term.sense_id), term)
            if _outlives(term, first):
                terms[term.text, term.sense_id] = replace(first, expires_on=term.expires_on)
    return Lexicon(terms=tuple(terms.values()), senses=senses)


def _outlives(term: Term, other: Term) -> bool:
    if other.expires_on is None:
        return False
    return term.expires_on is None or term.expires_on > other.expires_on


def _read_senses(root: Path, folder: Path, complaints: Complaints) -> dict[str, Sense]:
    senses: dict[str, Sense] = {}
    for path in sorted(folder.glob("*.yaml")):
        parsed = read_checked(path, schema="senses.json", root=root, complaints=complaints)
        if parsed is None:
            continue
        for place, item in enumerate(parsed.content):
            if item["id"] in senses:
                complaints.add(
                    parsed.place((place,)),
                    f"sense {item['id']!r} is defined twice",
                    "keep one of the two",
                )
            senses[item["id"]] = Sense(
                sense_id=item["id"], facet=Facet(item["facet"]), gloss=item["gloss"]
            )
    return senses


def _read_terms(path: Path, senses: dict[str, Sense], complaints: Complaints) -> list[Term]:
    rows = policy_rows(path, complaints)
    _, header = next(rows, ("", []))
    if tuple(header) != COLUMNS:
        complaints.add(f"{path}:1", f"columns are {header}", f"expected {COLUMNS}")
        return []
    terms: list[Term] = []
    for place, cells in rows:
        if len(cells) != len(COLUMNS):
            complaints.add(
                place, "wrong number of columns", "put terms that hold a comma in quotes"
            )
            continue
        term = _term(dict(zip(COLUMNS, cells, strict=True)), place, senses, complaints)
        if term is not None:
            texts = alternatives(term.text)
            terms.extend([term] if texts == [term.text] else _each(term, texts))
    return terms


def _each(term: Term, texts: list[str]) -> list[Term]:
    return [replace(term, text=text) for text in texts]


def alternatives(text: str) -> list[str]:
    """Every term that a line with [one|other] alternatives stands for."""
    found = ALTERNATIVES.search(text)
    if found is None:
        return [" ".join(text.split())]
    before, after = text[: found.start()], text[found.end() :]
    return [
        term for choice in found[1].split("|") for term in alternatives(before + choice + after)
    ]


def _term(
    row: dict[str, str], place: str, senses: dict[str, Sense], complaints: Complaints
) -> Term | None:
    before = len(complaints.lines)
    if not row["term"].strip():
        complaints.add(place, "the term is empty", "delete the line")
    if row["language"] not in LANGUAGES:
        complaints.add(place, f"language is {row['language']!r}", f"one of {', '.join(LANGUAGES)}")
    if row["sense"] not in senses:
        complaints.unknown(place, "sense", row["sense"], senses)
    if not row["source"]:
        complaints.add(place, f"{row['term']!r} has no source", "say where the word was seen")
    if row["homophones"] not in ("yes", "no", ""):
        complaints.add(place, f"homophones is {row['homophones']!r}", "yes or no")
    if not YEAR.fullmatch(row["first_seen"]):
        complaints.add(place, f"first_seen is {row['first_seen']!r}", "write a year: 2021")
    expires_on = None
    if row["expires"]:
        try:
            expires_on = date.fromisoformat(row["expires"])
        except ValueError:
            complaints.add(place, f"expires is {row['expires']!r}", "write a date: 2027-12-31")
    if len(complaints.lines) > before:
        return None
    return Term(
        text=row["term"].strip(),
        language=row["language"],
        sense_id=row["sense"],
        source=row["source"],
        first_seen=row["first_seen"],
        expires_on=expires_on,
        homophones=row["homophones"] == "yes",
        note=row["note"],
    )
