"""Report values for the tests: the shipped terms, the demo's case, and drawn variations of it."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import jsonschema
import pytest
from lxml import etree
from tests.strategies.data import data_at_hand

from plainsight.casework.report.draft import Occasion, OccasionKind, ReportDraft, ReportForm
from plainsight.casework.report.facts import ReportFacts
from plainsight.casework.report.narrative import compose_narrative
from plainsight.casework.report.party import Filer
from plainsight.casework.report.sar_form import key_terms_for, subtypes_for
from plainsight.demo.broker import demo_facts
from plainsight.feeds.policy.report_filer_yaml import load_filer
from plainsight.feeds.policy.report_terms_yaml import ReportTerms, load_report_terms

ROOT = Path(__file__).parents[2]
FILED_ON = date(2026, 3, 2)
PRIOR = "31000055053784"


@cache
def terms() -> ReportTerms:
    """The shipped spec/reports, read once."""
    return load_report_terms(ROOT)


@cache
def filer() -> Filer:
    """The demo's filer."""
    return load_filer(ROOT / "samples" / "report" / "filer.yaml")


def sar_draft(facts: ReportFacts | None = None, occasion: Occasion | None = None) -> ReportDraft:
    """A draft as `draft_report` makes it."""
    own, why = facts or demo_facts(), occasion or Occasion()
    return ReportDraft(
        form=ReportForm.SAR,
        occasion=why,
        facts=own,
        narrative=compose_narrative(own, terms().sar, why),
        key_terms=key_terms_for(own, terms().sar),
        subtypes=subtypes_for(own, terms().sar),
        terms_version=terms().sar.version,
    )


def continuing() -> Occasion:
    """The demo's activity goes on after a report of 12,345.67 dollars."""
    return Occasion(kind=OccasionKind.CONTINUING, prior_number=PRIOR, prior_units=1_234_567)


def without_wallets(facts: ReportFacts) -> ReportFacts:
    """The same case with nothing on a chain."""
    transfers = tuple(t for t in facts.transfers if not t.network)
    return replace(facts, wallets=(), transfers=transfers)


def shared_schema(name: str) -> etree.XMLSchema:
    """An authority's own schema from the development data; skips the test when it is absent."""
    schema = schema_at_hand(name)
    if schema is None:
        pytest.skip(f"{name} is not here: set PLAINSIGHT_DATA to where schemas/ lies")
    return schema


def schema_at_hand(name: str) -> etree.XMLSchema | None:
    """The same for a test that has more to ask than this."""
    path = data_at_hand(f"schemas/{name}")
    return None if path is None else etree.XMLSchema(etree.parse(path))


AT = datetime(2026, 3, 2, 15, 4, tzinfo=UTC)


def draft_for(form: ReportForm, facts: ReportFacts | None = None) -> ReportDraft:
    """A draft of another form than the SAR."""
    own = facts or demo_facts()
    narrative = compose_narrative(own, terms().sar, Occasion(), form=form)
    return ReportDraft(
        form=form,
        occasion=Occasion(),
        facts=own,
        narrative=narrative,
        key_terms=(),
        subtypes=(),
        terms_version=f"{form.value} 1",
    )


def schema_of(name: str) -> jsonschema.Draft202012Validator:
    """One of our own schemas under spec/schemas."""
    path = ROOT / "spec" / "schemas" / name
    return jsonschema.Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))
