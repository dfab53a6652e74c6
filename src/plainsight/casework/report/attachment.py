"""The file that a SAR may carry beside its narrative: every transfer as CSV (RFC 4180).

FinCEN takes one .csv of at most 1 MB (FinCEN SAR XML User Guide 1.6, ActivitySupportDocument). A
narrative tells the first transfers one by one; where there are more, all of them go in this file.
"""

from plainsight.casework.report.evidence import TransferEvidence
from plainsight.casework.report.facts import ReportFacts
from plainsight.casework.report.narrative_room import LISTED_MAX
from plainsight.model.money import Money
from plainsight.model.time import format_instant

ATTACHMENT_BYTES_MAX = 1_000_000
COLUMNS = (
    "transfer_id",
    "at",  # UTC, RFC 3339
    "source",
    "target",
    "amount",
    "asset",
    "value",  # at the day's rate; empty where no rate was known
    "value_asset",
    "channel",
    "network",
    "part_of_amount_reported",  # yes or no: of a mirror one side alone is counted
)
# A spreadsheet runs what begins with one of these (OWASP, CSV injection).
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def needs_attachment(facts: ReportFacts) -> bool:
    """Whether there are more transfers than the narrative tells one by one."""
    return len(facts.transfers) > LISTED_MAX


def attachment_name(facts: ReportFacts) -> str:
    """What the file is called, in the report and on disk."""
    return f"{facts.called}-transfers.csv"


def transfers_csv(facts: ReportFacts) -> bytes:
    """Every transfer, header first, in the order of the facts; UTF-8, lines end with CRLF.

    The same facts give the same bytes, so the file can be made again and its digest compared.
    """
    rows = [COLUMNS, *(_row(transfer) for transfer in facts.transfers)]
    return "".join(",".join(map(_cell, row)) + "\r\n" for row in rows).encode("utf-8")


def _row(transfer: TransferEvidence) -> tuple[str, ...]:
    amount, asset = _money(transfer.money)
    value, value_asset = ("", "") if transfer.value is None else _money(transfer.value)
    return (
        transfer.transfer_id,
        format_instant(transfer.at),
        transfer.source,
        transfer.target,
        amount,
        asset,
        value,
        value_asset,
        transfer.channel,
        transfer.network,
        "yes" if transfer.is_counted else "no",
    )


def _money(money: Money) -> tuple[str, str]:
    """Amount without separators, and the asset's code."""
    amount, _, code = str(money).rpartition(" ")
    return amount.replace(",", ""), code


def _cell(text: str) -> str:
    plain = f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text
    if any(mark in plain for mark in ',"\n\r'):
        return '"' + plain.replace('"', '""') + '"'
    return plain
