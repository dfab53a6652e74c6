"""A package as one tar file: written without times or owners, read with limits and no trust."""

import io
import tarfile
from collections.abc import Mapping

from plainsight.errors import BadPackage

TOP = "pkg/"
FILES_MAX = 10_000
BYTES_MAX = 2 * 1024**3


def pack(files: Mapping[str, bytes]) -> bytes:
    """One deterministic tar: the same files give the same bytes."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, content in sorted(files.items()):
            entry = tarfile.TarInfo(TOP + name)
            entry.size = len(content)
            entry.mode = 0o644
            archive.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def unpack(package: bytes) -> dict[str, bytes]:
    """The files of a package. Raises BadPackage for links, odd names, doubles and bombs."""
    files: dict[str, bytes] = {}
    total = 0
    try:
        with tarfile.open(fileobj=io.BytesIO(package), mode="r:") as archive:
            for entry in archive:
                name = entry.name.removeprefix(TOP)
                total += entry.size
                _require_plain(entry, name, files, total)
                content = archive.extractfile(entry)
                files[name] = b"" if content is None else content.read()
    except (tarfile.TarError, EOFError, UnicodeDecodeError) as problem:
        raise BadPackage(f"no tar: {problem}", "decrypt it first, with age or openssl") from None
    if not files:
        raise BadPackage("holds no files", "ask for it again")
    return files


def _require_plain(
    entry: tarfile.TarInfo, name: str, files: Mapping[str, bytes], total: int
) -> None:
    mend = "do not open it by hand; ask for it again"
    parts = name.split("/")
    if not entry.isreg() or entry.name == name:
        raise BadPackage(f"{entry.name!r} is no plain file of a package", mend)
    if not name or any(part in ("", ".", "..") for part in parts) or "\\" in name:
        raise BadPackage(f"{entry.name!r} leads out of the package", mend)
    if name in files:
        raise BadPackage(f"{name} stands in it twice", mend)
    if len(files) >= FILES_MAX or total > BYTES_MAX:
        raise BadPackage("larger than any package", mend)
