"""A process that has loaded every command and forks for each request: a command without the wait.

Each command still is a process of its own, with its own streams, folder, environment and exit code;
only the loading of modules, and of tables that are part of the code, is shared.
`test_the_installed_program_says_the_same` holds it to the program as installed.
"""

import gc
import importlib
import json
import os
import pkgutil
import select
import signal
import socket
import sys
import tempfile
import traceback
from typing import Never

REQUEST_BYTES_MAX = 1 << 20
STREAMS = 3
# Whoever stops a run of tests stops its whole group: the folder is cleared away then as well.
ENDED_BY = (signal.SIGTERM, signal.SIGHUP)
# Only a web server needs the first; the second run when they are imported.
NOT_LOADED = ("plainsight.web", "plainsight.stores.migrations", "plainsight.__main__")
COLD = "--cold"  # for those who ask no command of it: loading takes three seconds
# What commands ask for only when they come to it, at a second each.
LOADED_LATE = (
    "alembic.command",
    "lightgbm",
    "sklearn.feature_extraction.text",
    "sklearn.linear_model",
    "sklearn.model_selection",
    "sqlalchemy.dialects.sqlite.pysqlite",
)


def serve(path: str) -> None:
    """Answer requests at a Unix socket until whoever started us closes our standard input.

    Says where when it is ready.
    """
    if COLD not in sys.argv:
        _load()
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listening.bind(path)
    listening.listen()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", path, flush=True)
    while True:
        ready, _, _ = select.select([listening, sys.stdin], [], [])
        if sys.stdin in ready:
            return
        connection, _ = listening.accept()
        if os.fork() == 0:
            try:
                listening.close()
                for name in (signal.SIGCHLD, *ENDED_BY):
                    signal.signal(name, signal.SIG_DFL)
                _answer(connection)
            finally:
                traceback.print_exc()
                os._exit(1)  # never back to where the folder is cleared away
        connection.close()


def _load() -> None:
    """All modules, and what no command changes."""
    import plainsight
    from plainsight.detect.tables import load as tables

    for name in LOADED_LATE:
        importlib.import_module(name)
    for module in pkgutil.walk_packages(plainsight.__path__, "plainsight."):
        if not module.name.startswith(NOT_LOADED):
            importlib.import_module(module.name)
    for table in (tables.fold_table, tables.ordinary_words, tables.ordinary_latin_words):
        table()
    gc.collect()
    gc.freeze()


def _answer(connection: socket.socket) -> Never:
    data, streams, _, _ = socket.recv_fds(connection, REQUEST_BYTES_MAX, STREAMS)
    asked = json.loads(data)
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        connection.send(str(os.waitstatus_to_exitcode(status)).encode())
        os._exit(0)
    connection.close()
    for place, stream in enumerate(streams):
        os.dup2(stream, place)
        os.close(stream)
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    sys.argv = ["plainsight", *asked["arguments"]]
    code = _run()
    sys.stdout.flush()
    sys.stderr.flush()
    # Not through the interpreter's end: modules that this command never asked for speak there.
    os._exit(code)


def _run() -> int:
    from plainsight.cli import main

    try:
        main()
    except SystemExit as exit_:
        return exit_.code if isinstance(exit_.code, int) else int(exit_.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def _end(number: int, _frame: object) -> Never:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    for name in ENDED_BY:
        signal.signal(name, _end)
    with tempfile.TemporaryDirectory(prefix="warm-") as folder:
        serve(f"{folder}/socket")
    os._exit(0)  # as commands do: see `_answer`
