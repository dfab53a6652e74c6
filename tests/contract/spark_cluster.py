"""A real standalone Spark cluster on loopback: one master, two workers, processes of their own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

import pyspark

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
}


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
            work.mkdir()
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
