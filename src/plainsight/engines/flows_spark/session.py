"""A Spark session as the flow engines need it."""

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from plainsight.errors import NotInstalled

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# Time is UTC everywhere; the rest keeps a session of this size quiet.
_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.enabled": "false",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    # Rows are counted, never silently rounded: an overflow is an error.
    "spark.sql.ansi.enabled": "true",
}


def open_session(master: str, *, settings: Mapping[str, str] | None = None) -> "SparkSession":
    """A session at `local[*]` or `spark://host:port`. Raises NotInstalled without pyspark."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise NotInstalled("pyspark", "spark") from None
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(master).appName("plainsight")
    for name, value in {**_SETTINGS, **(settings or {})}.items():
        builder = builder.config(name, value)
    session: SparkSession = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session
