"""The demo's last step: the console on what the demo made, until the reader has seen enough."""

import os
import sys
from pathlib import Path

from rich.console import Console

from plainsight.cli.own_name import command

PORT = 8008


def tell_console(screen: Console, out: Path) -> bool:
    """Say where the console is; whether a person is there who can end it.

    `CI` in the environment, or output that is no terminal, means that nobody would ever stop it.
    """
    again = command("serve", "--demo", "--records", _records(out), "--key", str(_key(out)))
    if os.environ.get("CI") or not sys.stdout.isatty():
        screen.print("The console on this case:", again, soft_wrap=True, markup=False)
        return False
    screen.print(f"Open http://127.0.0.1:{PORT}/sign-in and choose whose work to see.")
    screen.print("Ctrl-C ends it; later:", again, soft_wrap=True, markup=False)
    return True


def serve_console(out: Path) -> None:
    """Serve the demo's records on this machine, until interrupted."""
    from plainsight.cli.serve import serve

    # Without its statement: the public page would count from that on, and show what came since.
    serve(records=_records(out), demo=True, port=PORT, key=_key(out))


def _records(out: Path) -> str:
    return f"sqlite:///{out}/records.db"


def _key(out: Path) -> Path:
    return out / "demo.key"
