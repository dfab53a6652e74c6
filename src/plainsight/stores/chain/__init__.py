"""The ledger of chains as Parquet, and the operator's book of attributions."""
