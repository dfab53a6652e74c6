"""Spark for the tests: on this machine, or on a real standalone cluster on loopback.

The cluster is one master and two workers, processes of their own.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from plainsight.engines.flows_spark.session import open_session

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

HERE = "local[2]"
CLUSTER = "cluster"
CLASSES = "org.apache.spark.deploy"
# Small and quiet: ten rows are all planning, so planning is kept small.
QUICK = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.autoBroadcastJoinThreshold": "-1",
    "spark.executor.memory": "600m",
    "spark.executorEnv.PYTHONPATH": str(Path(__file__).parents[2] / "src"),
}
# Here rows are computed by interpreting what the cluster compiles: each way is held once, and ten
# rows never earn back what compiling costs. Spark lets only its own tests choose.
INTERPRETED = {
    "spark.testing": "true",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.lightweightPlanChangeValidation": "false",
}
COMPILED = {"spark.sql.codegen.factoryMode": "FALLBACK"}
# A machine that lives for a minute never earns back what its second compiler costs. Without the
# room that the second asks for, it would compile, throw away and compile again.
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:ReservedCodeCacheSize=240m"


class Sparks:
    """One session at a time, kept until another place is asked for; Java starts once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._place = ""
        self._session: SparkSession | None = None
        self._open = ExitStack()
        os.environ["JDK_JAVA_OPTIONS"] = JAVA

    def at(self, place: str) -> "SparkSession":
        """The session at HERE or CLUSTER."""
        if self._session is None or place != self._place:
            self.close()
            master, way = HERE, INTERPRETED
            if place == CLUSTER:
                master, way = self._open.enter_context(spark_cluster(self._folder)), COMPILED
            self._place = place
            self._session = open_session(master, settings={**QUICK, **way})
            self._open.callback(self._session.stop)
            assert self._session.sparkContext.master == master
        return self._session

    def close(self) -> None:
        """Stop what runs."""
        self._open.close()
        self._session = None


@contextmanager
def spark_cluster(folder: Path) -> Iterator[str]:
    """The master's URL, once both workers have registered with it."""
    with ExitStack() as stack:
        master = stack.enter_context(
            _process("master.Master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0")
        )
        url = _await(master, "Starting Spark master at ").split()[-1]
        for number in range(2):
            work = folder / f"worker{number}"
            work.mkdir(exist_ok=True)
            stack.enter_context(
                _process(
                    "worker.Worker", "--host", "127.0.0.1", "--cores", "1", "--memory", "1g",
                    "--webui-port", "0", "--work-dir", str(work), url, silent=True,
                )
            )  # fmt: skip
            _await(master, "Registering worker ")
        yield url


@contextmanager
def _process(name: str, *arguments: str, silent: bool = False) -> Iterator[IO[str]]:
    import pyspark  # half a second that most who collect these tests can spare

    home = Path(pyspark.__file__).parent
    environment = os.environ | {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_DAEMON_MEMORY": "256m",
    }
    process = subprocess.Popen(
        [str(home / "bin" / "spark-class"), f"{CLASSES}.{name}", *arguments],
        env=environment,
        stdout=subprocess.DEVNULL if silent else subprocess.PIPE,
        stderr=subprocess.DEVNULL if silent else subprocess.STDOUT,
        text=True,
    )
    try:
        yield process.stdout  # type: ignore[misc]  # nobody reads a silent one
    finally:
        process.terminate()
        process.wait(timeout=30)
        if process.stdout is not None:
            process.stdout.close()


def _await(stream: IO[str], words: str) -> str:
    """The first line that says so; the process has ended when there is none."""
    seen = []
    for line in stream:
        if words in line:
            return line.strip()
        seen.append(line)
    raise AssertionError("".join(seen))
