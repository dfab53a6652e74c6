"""The ledger of transfers as Parquet, with the rates in it."""
