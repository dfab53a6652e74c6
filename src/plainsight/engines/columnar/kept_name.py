"""How kept files are called: after what they were made of, so that any change is another name."""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import plainsight
from plainsight.engines.columnar.anchors import Demand

_COLUMNS_CODE = ("engines/columnar", "detect/views", "detect/tables", "detect/detector.py")
_POLICY_CODE = ("feeds", "feeds/policy", "detect", "detect/extract", "engines/columnar")


def columns_file(folder: Path, words_digest: str) -> Path:
    """Where a compiled lexicon is kept."""
    return folder / f"columns-{words_digest}-{_code_digest(_COLUMNS_CODE)}.npz"


def words_digest(terms_digest: str, asked: Iterable[Demand]) -> str:
    """Of all that a lexicon is compiled of: a typology may change and leave it as it is."""
    each = sorted(";".join(",".join(sorted(names)) for names in demand) for demand in asked)
    text = "\0".join((terms_digest, *each))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def policy_file(folder: Path, files_digest: str) -> Path:
    """Where the policy that certain files hold is kept, once it was read and checked."""
    return folder / f"policy-{files_digest}-{_code_digest(_POLICY_CODE)}.npz"


@cache
def _code_digest(places: tuple[str, ...]) -> str:
    """Of the code and tables that decide what is kept."""
    whole = hashlib.sha256()
    for place in places:
        whole.update(_part_digest(place))
    return whole.hexdigest()[:16]


@cache
def _part_digest(place: str) -> bytes:
    part = Path(plainsight.__file__).parent / place
    whole = hashlib.sha256()
    for file in [part] if part.is_file() else sorted(part.iterdir()):
        if file.suffix in {".py", ".tsv"}:
            whole.update(file.name.encode() + b"\0" + file.read_bytes())
    return whole.digest()
