"""Which asset of a chain ledger is meant."""

from plainsight.app.trace.chain_ports import ChainLedger
from plainsight.errors import BadValue
from plainsight.model.asset import Asset


def pick_asset(ledger: ChainLedger, written: str | None) -> Asset:
    """The asset of that symbol or code; the only one when nothing is written.

    Raises BadValue when it is not one of the ledger's, or left open.
    """
    held = ledger.assets()
    if not held:
        mend = "the ledger holds no transfers between accounts; ask about an output instead"
        raise BadValue("asset", written, mend)
    chosen = [
        rows.asset
        for rows in held
        if written is None or written in (rows.asset.code, rows.asset.symbol)
    ]
    if len(chosen) != 1:
        known = ", ".join(f"{rows.asset.symbol} ({rows.asset.code})" for rows in held)
        raise BadValue("asset", written, f"name one of: {known}")
    return chosen[0]
