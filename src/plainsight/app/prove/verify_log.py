"""Verify an exported log from its files and a pinned key; no store is asked."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from plainsight.app.prove.log_files import ExportedLog
from plainsight.prove import verify
from plainsight.prove.note import VerifierKey
from plainsight.prove.verdict import Verdict

_TOLD_EVERY = 1_000  # lines between two calls of `on_lines`


def verify_log(
    export: ExportedLog,
    *,
    key: VerifierKey,
    origin: str | None = None,
    since: bytes | None = None,
    witnesses: Sequence[VerifierKey] = (),
    witness_count_min: int = 0,
    on_lines: Callable[[int], None] | None = None,
) -> Verdict:
    """Verify an export as `prove.verify.verify_log` does; `on_lines` hears of progress."""
    lines = export.lines()
    return verify.verify_log(
        lines if on_lines is None else _counted(lines, on_lines),
        checkpoint=export.checkpoint(),
        key=key,
        origin=origin,
        since=since,
        witnesses=witnesses,
        witness_count_min=witness_count_min,
        leaves=export.leaf_hashes(),
    )


def _counted(lines: Iterable[bytes], on_lines: Callable[[int], None]) -> Iterator[bytes]:
    for count, line in enumerate(lines, start=1):
        yield line
        if count % _TOLD_EVERY == 0:
            on_lines(_TOLD_EVERY)
