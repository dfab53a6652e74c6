"""The definitions of trace.chain, compiled: the same integers, millions of transfers a second."""

from pathlib import Path

from plainsight.engines.kernel_cache import drop_stale

drop_stale(Path(__file__).parent)
