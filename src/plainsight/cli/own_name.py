"""What a reader types to call this program again, so that a printed command works as it stands.

`make demo` runs the program of a folder that no shell looks in: `plainsight` alone is not found.
"""

import shlex
import shutil
import sys
from pathlib import Path

NAME = "plainsight"


def own_name() -> str:
    """`plainsight` where the shell finds this very program by it, else the path that leads here."""
    found, own = shutil.which(NAME), Path(sys.executable).with_name(NAME)
    if not own.is_file():
        return NAME if found else f"{shlex.quote(sys.executable)} -m {NAME}"
    if found and Path(found).samefile(own):
        return NAME
    return shlex.quote(str(_from_here(own)))


def command(*arguments: str) -> str:
    """One line for a shell, quoted where a folder's name asks for it."""
    return f"{own_name()} {shlex.join(arguments)}"


def activation() -> str | None:
    """The line after which the name alone will do; None if it does already, or if there is none."""
    script = Path(sys.executable).with_name("activate")
    if own_name() == NAME or not script.is_file():
        return None
    return f". {shlex.quote(str(_from_here(script)))}"


def _from_here(path: Path) -> Path:
    here = Path.cwd()
    # A name without a slash is looked for in the PATH, and not in this folder.
    return path.relative_to(here) if path.is_relative_to(here) and path.parent != here else path
