"""The examples beside each typology: hits, near misses and benign posts that we wrote."""

from pathlib import Path

from plainsight.detect.typology import Example
from plainsight.feeds.json_object import NoText, read_object
from plainsight.feeds.policy.complaints import Complaints

KINDS = {"hits": "hit", "near_misses": "near_miss", "benign": "benign"}
PER_KIND_MIN = 8
_KEYS = ("text", "language", "why")
_FORM = 'write {"text": ..., "language": ..., "why": ...}'


def read_examples(root: Path, complaints: Complaints) -> list[Example]:
    """Every example of every typology; too few of a kind is a complaint."""
    examples: list[Example] = []
    for folder in sorted((root / "typologies").glob("T[0-9][0-9]-*")):
        for stem, kind in KINDS.items():
            found = [
                example
                for path in sorted((folder / "examples").glob(f"{stem}*.jsonl"))
                for example in _read(path, folder.name[:3], kind, complaints)
            ]
            if len(found) < PER_KIND_MIN:
                complaints.add(
                    f"{folder}/examples/{stem}.jsonl:1",
                    f"{len(found)} {stem} only",
                    f"write at least {PER_KIND_MIN}",
                )
            examples.extend(found)
    return examples


def _read(path: Path, typology_id: str, kind: str, complaints: Complaints) -> list[Example]:
    examples = []
    for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
        if not line.strip():
            continue
        place = f"{path}:{number}"
        try:
            item = read_object(line)
        except NoText as wrong:
            of = f" ({wrong.column})" if wrong.column else ""
            complaints.add(place, f"not an example{of}", f"write {wrong.mend}")
            continue
        missing = [name for name in _KEYS if not isinstance(item.get(name), str)]
        if missing:
            complaints.add(place, f"not an example: no text {', '.join(missing)}", _FORM)
            continue
        text, language, why = (item[name] for name in _KEYS)
        examples.append(
            Example(
                text=text,
                language=language,
                why=why,
                typology_id=typology_id,
                kind=kind,
                place=place,
            )
        )
    return examples
