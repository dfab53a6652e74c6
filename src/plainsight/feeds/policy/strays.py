"""What lies below typologies/ and is read by nobody: a name slightly wrong is looked for in vain.

Readers take files by their names, so a slip in a name is no error to them. Only what is there for
people or programs of their own is passed by: hidden files, texts in Markdown, copies of editors.
"""

import os
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plainsight.feeds.policy.complaints import Complaints  # takes longer to load than all this

_TYPOLOGY = re.compile(r"[TF][0-9]{2}-.+")
_VALUES = re.compile(rb"values_from:\s*[\"']?([^\"'\s,}#]+)")
_PASSED_BY = (".*", "*.md", "*~")
_EXAMPLES = ("hits*.jsonl", "near_misses*.jsonl", "benign*.jsonl")
_LEXICON = ("*.csv", "double_meanings.yaml")
_OF_TYPOLOGIES = (
    "name a folder of a typology T00-name (of posts) or F00-name (of flows), with two digits, "
    "or move it out of typologies/"
)
_OF_TYPOLOGY = "a typology is typology.yaml, the lists it names under values_from, and examples/"
_OF_LEXICON = "end the name of a list of terms in .csv, or move it out of lexicon/"
_OF_EXAMPLES = "begin its name with hits, near_misses or benign, and end it in .jsonl"


def strays(root: Path) -> Iterator[tuple[Path, str]]:
    """(file or folder that nothing reads, how to mend it), in order of their names."""
    home = root / "typologies"
    for entry in _entries(home):
        name, path, is_folder = entry.name, home / entry.name, entry.is_dir()
        if is_folder and _TYPOLOGY.fullmatch(name):
            yield from _of_typology(path)
        elif is_folder and name == "lexicon":
            yield from _unless(path, _LEXICON, _OF_LEXICON, folders=("senses", "values"))
            yield from _unless(path / "senses", ("*.yaml",), "end its name in .yaml")
            # A list that none of these typologies names may serve those that were left out.
            yield from _unless(path / "values", ("*.csv",), "end its name in .csv")
        elif is_folder and name == "advisories":
            yield from _unless(path, ("*.yaml",), "end its name in .yaml")
        elif is_folder or name != "published.csv":
            yield path, _OF_TYPOLOGIES


def check_strays(root: Path, complaints: "Complaints") -> None:
    """Complain of each."""
    for path, mend in strays(root):
        what = "nothing reads this folder" if path.is_dir() else "nothing reads this file"
        complaints.add(str(path), what, mend)


def _of_typology(folder: Path) -> Iterator[tuple[Path, str]]:
    own = folder / "typology.yaml"
    if not own.is_file():
        yield folder, "put its typology.yaml into it, under that name"
    if folder.name.startswith("F"):
        yield from _unless(folder, (own.name,), "a typology of flows is typology.yaml alone")
        return
    known = (own.name, *(_named_values(own) if own.is_file() else ()))
    yield from _unless(folder, known, _OF_TYPOLOGY, folders=("examples",))
    yield from _unless(folder / "examples", _EXAMPLES, _OF_EXAMPLES)


def _unless(
    folder: Path, known: tuple[str, ...], mend: str, *, folders: tuple[str, ...] = ()
) -> Iterator[tuple[Path, str]]:
    for entry in _entries(folder):
        is_known = any(fnmatchcase(entry.name, pattern) for pattern in known)
        if not (entry.name in folders if entry.is_dir() else is_known):
            yield folder / entry.name, mend


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as listed:
            found = sorted(listed, key=lambda entry: entry.name)
    except OSError:  # not there, or not ours to look at: its readers say so where they need it
        return []
    return [entry for entry in found if not any(fnmatchcase(entry.name, one) for one in _PASSED_BY)]


def _named_values(typology: Path) -> Iterator[str]:
    """Lists that stand under values_from, found as text: broken YAML names them too."""
    for name in _VALUES.findall(typology.read_bytes()):
        yield name.decode(errors="replace")
