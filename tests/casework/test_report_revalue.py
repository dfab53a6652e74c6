"""A report in the currency of the authority that reads it: valued by a rate that is named."""

from dataclasses import replace

import pytest
from tests.strategies.reports import terms, without_wallets

from plainsight.casework.report.draft import Occasion, ReportForm
from plainsight.casework.report.goaml_form import local_amount
from plainsight.casework.report.narrative import compose_narrative
from plainsight.casework.report.revalue import revalue_facts
from plainsight.demo.broker import demo_facts
from plainsight.demo.filing import in_dirhams
from plainsight.errors import NoRate
from plainsight.model.asset import fiat
from plainsight.model.rate import Rates


def test_every_transfer_gets_a_value_and_keeps_what_was_paid() -> None:
    before = demo_facts()
    after = in_dirhams(before)
    assert [t.money for t in after.transfers] == [t.money for t in before.transfers]
    assert {t.value.asset.code for t in after.transfers if t.value is not None} == {"AED"}
    assert all(local_amount(t, terms().fiu("goaml-ae")) is not None for t in after.transfers)
    first = after.transfers[0]  # 9,800.00 dollars at 3.6725
    assert first.value is not None
    assert str(first.value) == "35,990.50 AED"


def test_what_a_report_says_in_another_currency_is_grounded_too() -> None:
    told = in_dirhams(demo_facts())
    assert str(told.amount) == "157,183.00 AED"
    narrative = compose_narrative(told, terms().sar, Occasion(), form=ReportForm.GOAML)
    assert any("157,183.00 AED" in sentence.text for sentence in narrative)


def test_a_transfer_without_a_rate_or_a_value_is_told() -> None:
    facts = without_wallets(demo_facts())
    unvalued = tuple(replace(transfer, value=None) for transfer in facts.transfers)
    with pytest.raises(NoRate):
        revalue_facts(replace(facts, transfers=unvalued), Rates(fiat("AED"), ()))
