"""Files that appear whole or not at all."""

from pathlib import Path

from plainsight.errors import CannotWrite


def write_whole(path: Path, content: str | bytes) -> None:
    """Write beside the target, then move over it. Raises CannotWrite."""
    partial = path.with_name(path.name + ".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            content = content.encode("utf-8", errors="surrogatepass")
        partial.write_bytes(content)
        partial.replace(path)
    except OSError as error:
        raise CannotWrite(str(path), error.strerror or str(error)) from None
