"""The demo's last step: the console on what the demo made, until the reader has seen enough."""

import os
import sys
from pathlib import Path

from rich.console import Console

from plainsight.cli.own_name import command

PORT = 8008


def run_console(screen: Console, out: Path) -> None:
    """Serve the demo's records on this machine; without a person at a terminal, only say how.

    `CI` in the environment, or output that is no terminal, means that nobody would ever stop it.
    """
    records, key = f"sqlite:///{out}/records.db", out / "demo.key"
    again = command("serve", "--demo", "--records", records, "--key", str(key))
    if os.environ.get("CI") or not sys.stdout.isatty():
        screen.print("The console on this case:", again, soft_wrap=True, markup=False)
        return
    from plainsight.cli.serve import serve

    screen.print(f"Open http://127.0.0.1:{PORT}/sign-in and choose whose work to see.")
    screen.print("Ctrl-C ends it; later:", again, soft_wrap=True, markup=False)
    # Without its statement: the public page would count from that on, and show what came since.
    serve(records=records, demo=True, port=PORT, key=key)
