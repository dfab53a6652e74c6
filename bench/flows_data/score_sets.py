"""The labelled sets in time order, transfers of one instant shuffled."""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt

from plainsight.engines.flow_features.adjacency import FlowArrays

DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """A labelled set in time order."""

    name: str
    flow: FlowArrays
    truth: npt.NDArray[np.bool_]


def amlsim(folder: Path) -> Ledger:
    """IBM AMLSim, 10,000 accounts."""
    return _load(
        "AMLSim-10k",
        "SELECT orig_acct AS source, bene_acct AS target, epoch_us(tran_timestamp) AS at_us, "
        "base_amt AS amount, is_sar AS truth, tran_id AS id FROM "
        f"'{folder / 'transfers/amlsim_10k/transactions.parquet'}'",
    )


def amlgentex(folder: Path) -> Ledger:
    """AMLGentex, 10,000 accounts, without its source and sink, which are no accounts."""
    return _load(
        "AMLGentex-10k",
        f"SELECT nameOrig AS source, nameDest AS target, step::BIGINT * {DAY_US} AS at_us, amount, "
        "isSAR = 1 AS truth, row_number() OVER () AS id FROM "
        f"'{folder / 'transfers/amlgentex_10k/tx_log.parquet'}' "
        "WHERE type <> 'INITALBALANCE' AND nameOrig >= 0 AND nameDest >= 0",
    )


def _load(name: str, query: str) -> Ledger:
    with duckdb.connect() as connection:
        # The order within an instant is a hash of the row's number: no file order, no chance.
        rows = connection.sql(
            f"SELECT source, target, at_us, amount, truth FROM ({query}) "
            "ORDER BY at_us, hash(id), id"
        ).fetchnumpy()
    accounts, codes = np.unique(
        np.concatenate([rows["source"], rows["target"]]), return_inverse=True
    )
    source, target = np.split(codes.astype(np.int64), 2)
    flow = FlowArrays(
        source=source,
        target=target,
        at_us=np.asarray(rows["at_us"], dtype=np.int64),
        value=np.maximum(np.round(np.asarray(rows["amount"], dtype=np.float64) * 100), 1.0),
        account_count=len(accounts),
    )
    return Ledger(name=name, flow=flow, truth=np.asarray(rows["truth"], dtype=bool))
