"""Files that appear whole or not at all."""

from pathlib import Path

from plainsight.errors import CannotWrite


def write_whole(path: Path, content: str) -> None:
    """Write beside the target, then move over it. Raises CannotWrite."""
    partial = path.with_name(path.name + ".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(content, encoding="utf-8", errors="surrogatepass")
        partial.replace(path)
    except OSError as error:
        raise CannotWrite(str(path), error.strerror or str(error)) from None
