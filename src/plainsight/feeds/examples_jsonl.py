"""The examples beside each typology: hits, near misses and benign posts that we wrote."""

import json
from pathlib import Path

from plainsight.detect.typology import Example
from plainsight.feeds.complaints import Complaints

KINDS = {"hits": "hit", "near_misses": "near_miss", "benign": "benign"}
PER_KIND_MIN = 8


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
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
            example = Example(
                text=item["text"],
                language=item["language"],
                why=item["why"],
                typology_id=typology_id,
                kind=kind,
                place=f"{path}:{number}",
            )
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            complaints.add(
                f"{path}:{number}",
                f"not an example: {error}",
                'write {"text": ..., "language": ..., "why": ...}',
            )
            continue
        examples.append(example)
    return examples
