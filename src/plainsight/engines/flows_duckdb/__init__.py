"""Flow typologies over Parquet with DuckDB, embedded; searches end in numba and Python."""

from pathlib import Path

from plainsight.engines.kernel_cache import drop_stale

drop_stale(Path(__file__).parent)
