"""The demo's last step: the console on what the demo made, until the reader has seen enough."""

import os
import sys
from pathlib import Path

from rich.console import Console

from plainsight.cli.demo.desk import AUTHORITY
from plainsight.cli.own_name import command
from plainsight.cli.run.serve_socket import close, listen

PORT = 8008
HOST = "127.0.0.1"
DESK_FOLDER = "desk"  # below the demo's own


def is_watched() -> bool:
    """Whether a person is there who can end the console.

    `CI` in the environment, or output that is no terminal, means that nobody would ever stop it.
    """
    return not os.environ.get("CI") and sys.stdout.isatty()


def require_port(port: int) -> None:
    """Raise BadValue where the console could not be served: else it was said a minute later."""
    close(listen(HOST, port))


def tell_console(screen: Console, out: Path, *, port: int = PORT) -> bool:
    """Say where the console is, or how to start it; whether it is to be served now."""
    chosen = () if port == PORT else ("--port", str(port))
    kept = ("--records", _records(out), "--key", str(_key(out)), "--tsa", str(_authority(out)))
    again = command("serve", "--demo", *kept, *chosen)
    if not is_watched():
        screen.print("The console on this case:", again, soft_wrap=True, markup=False)
        return False
    screen.print(f"Open http://{HOST}:{port}/sign-in and choose whose work to see.")
    screen.print("Ctrl-C ends it; later:", again, soft_wrap=True, markup=False)
    return True


def serve_console(out: Path, *, port: int = PORT) -> None:
    """Serve the demo's records on this machine, until interrupted."""
    from plainsight.cli.run.serve import serve

    # Without its statement: the public page would count from that on, and show what came since.
    serve(
        records=_records(out),
        demo=True,
        host=HOST,
        port=port,
        key=_key(out),
        tsa=str(_authority(out)),
    )


def _records(out: Path) -> str:
    return f"sqlite:///{out}/records.db"


def _authority(out: Path) -> Path:
    from plainsight.keys.timestamps import LOCAL_CONFIG

    return out / DESK_FOLDER / AUTHORITY / LOCAL_CONFIG


def _key(out: Path) -> Path:
    return out / "demo.key"
