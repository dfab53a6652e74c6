"""Amounts named in posts with findings, for the commands about flows."""

from pathlib import Path

from plainsight import wiring
from plainsight.app.flow_ports import LedgerSnapshot
from plainsight.app.quote_amounts import quote_amounts
from plainsight.cli.chain_posts import read_posts
from plainsight.detect.extract import ExtractKind, extract
from plainsight.model.asset import Asset
from plainsight.stores.fiat_legs import read_rates
from plainsight.trace.flows.quoted import QuotedAmount


def read_quoted(
    paths: list[Path], snapshot: LedgerSnapshot, reporting: Asset
) -> tuple[QuotedAmount, ...]:
    """What posts of these files quote. Only posts with findings: shops name prices too."""
    if not paths:
        return ()
    scanner = wiring.make_scanner(wiring.make_detector(wiring.load_policy()))
    posts = [post for path in paths for post in read_posts(path)]
    flagged = (post for post, examined in scanner.scan(posts) if examined.findings)
    rates = read_rates(snapshot, reporting)
    return tuple(quote_amounts(flagged, _amounts, rates=rates))


def _amounts(text: str) -> list[str]:
    return [found.value for found in extract(text) if found.kind is ExtractKind.AMOUNT]
