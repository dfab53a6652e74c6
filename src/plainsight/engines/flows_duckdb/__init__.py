"""Flow typologies over Parquet with DuckDB, embedded; searches end in numba and Python."""
