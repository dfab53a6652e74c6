"""The standard streams as a command needs them: open, fit for any text, and plain in failing."""

import codecs
import io
import os
import sys
from typing import Any

from plainsight.errors import CannotWrite

ESCAPED = "plainsight.escaped"


class ReaderGone(BaseException):
    """Whoever read our output (head, less) has left. No fault: nothing but `main` handles it."""


def open_streams() -> None:
    """Make the standard streams ready. Raises CannotWrite where standard output is closed."""
    _open_closed()
    out = sys.stdout
    if not isinstance(out, io.TextIOWrapper) or out is not sys.__stdout__:
        return  # somebody's own, who runs the command within a program
    out.flush()
    raw = _StandardOutput(1, "w", closefd=False)
    codecs.register_error(ESCAPED, _escaped)
    sys.stdout = io.TextIOWrapper(
        raw if out.write_through else io.BufferedWriter(raw),
        encoding=out.encoding,
        errors=ESCAPED if out.errors in {"strict", "surrogateescape"} else out.errors,
        line_buffering=out.line_buffering,
        write_through=out.write_through,
    )


class _StandardOutput(io.FileIO):
    """Says in our words that it takes no more; whatever follows is lost without a word."""

    def write(self, data: Any) -> Any:  # noqa: ANN401 - as in io.FileIO
        if not len(data):
            return 0  # asked by libraries, to see what kind of stream this is
        try:
            return super().write(data)
        except OSError as error:
            _drop(self.fileno())
            if isinstance(error, BrokenPipeError):
                raise ReaderGone from None
            raise CannotWrite("standard output", error.strerror or str(error)) from None


def _drop(stream: int) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream)
    os.close(nowhere)


def _open_closed() -> None:
    """Without this the next file opened would take a closed stream's number, and its output."""
    if sys.stdin is None:
        sys.stdin = _nowhere("r")
    is_closed = sys.stdout is None
    if is_closed:
        sys.stdout = _nowhere("w")
    if sys.stderr is None:
        sys.stderr = _nowhere("w")
    if is_closed:
        raise CannotWrite("standard output", "it is closed")


def _nowhere(mode: str) -> Any:  # noqa: ANN401 - what `open` returns
    return open(os.devnull, mode, encoding="utf-8")  # noqa: PTH123


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """What an encoding cannot say, as JSON would write it: a document stays one."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4)), error.end
