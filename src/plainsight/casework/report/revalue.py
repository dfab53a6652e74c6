"""The facts of a report in the currency of the authority that is to read them."""

from dataclasses import replace

from plainsight.casework.report.evidence import TransferEvidence
from plainsight.casework.report.facts import ReportFacts
from plainsight.errors import NoRate
from plainsight.model.money import Money
from plainsight.model.rate import Rates


def revalue_facts(facts: ReportFacts, rates: Rates) -> ReportFacts:
    """Value every transfer in `rates.reporting`: by its own asset's rate, else by its value's.

    What was paid stays as it was paid. Raises NoRate for a transfer that neither way leads to.
    """
    return replace(
        facts,
        reporting=rates.reporting,
        transfers=tuple(
            replace(transfer, value=_value(transfer, rates)) for transfer in facts.transfers
        ),
    )


def _value(transfer: TransferEvidence, rates: Rates) -> Money:
    try:
        return rates.value(transfer.money, transfer.at)
    except NoRate:
        if transfer.value is None:
            raise
        return rates.value(transfer.value, transfer.at)
