"""Flow features over millions of transfers; `trace.features` states what each of them means."""

from pathlib import Path

from plainsight.engines.kernel_cache import drop_stale

drop_stale(Path(__file__).parent)
