"""Lists and examples of a policy, whatever their bytes: what cannot be read is a complaint."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainsight.detect.lexicon import Facet, Sense
from plainsight.feeds.policy.complaints import Complaints
from plainsight.feeds.policy.examples_jsonl import read_examples
from plainsight.feeds.policy.flow_policy import check_flow_policy
from plainsight.feeds.policy.lexicon_csv import COLUMNS, read_lexicon
from plainsight.feeds.policy_root import policy_root

HEADER = ",".join(COLUMNS).encode() + b"\n"
TERM = "车队,zh,launder.crew,court reports,2019,,yes,{}\n"
EXAMPLE = json.dumps({"text": "收车队", "language": "zh", "why": "a crew"}).encode()
SENSES = {"launder.crew": Sense(sense_id="launder.crew", facet=Facet.SERVICE, gloss={})}
PIECES = [b'"', b",", b"\n", b"\r", b"\xff", b"\0", b"{", b"}", b"[", b"7", b"\\ud800", EXAMPLE]


def _told(content: bytes, name: str, read: Callable[[Path, Complaints], list[str]]) -> list[str]:
    """What was read, and behind it the complaints, the folder's own name taken out."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        path = root / "typologies" / name
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
        complaints = Complaints()
        found = read(root, complaints)
        return found + [line.replace(f"{path}:", "") for line in complaints.lines]


def _terms(root: Path, complaints: Complaints) -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("plainsight.feeds.policy.lexicon_csv._read_senses", lambda *_: SENSES)
        return [term.note for term in read_lexicon(root, complaints).terms]


def _lexicon(content: bytes) -> list[str]:
    return _told(content, "lexicon/zh.csv", _terms)


def _examples(content: bytes) -> list[str]:
    def read(root: Path, complaints: Complaints) -> list[str]:
        found = [example.text for example in read_examples(root, complaints)]
        del complaints.lines[-3:]  # too few of each kind, which is another matter
        return found

    return _told(content, "T04-crews/examples/hits.jsonl", read)


def _rows(*notes: str) -> bytes:
    return HEADER + "".join(TERM.replace("车队", note[-1]).format(note) for note in notes).encode()


def test_bytes_of_a_term_that_are_no_text_are_a_complaint_with_their_line() -> None:
    content = _rows("a", "b", "c").replace(b",b\n", b",\xff\n")
    assert _lexicon(content) == ["a", "c", "3: error: not UTF-8\n    hint: save the file as UTF-8"]


def test_a_quote_that_is_not_closed_is_a_complaint_that_names_the_lines() -> None:
    whole, told = _lexicon(_rows("a", '"b', "c"))
    assert whole == "a"
    assert told.startswith("3: error: lines 3 to 4 are no row\n")
    assert "is a quote not closed" in told


def test_a_lexicon_of_another_kind_is_a_complaint() -> None:
    (told,) = [line for line in _lexicon(HEADER.decode().encode("utf-16")) if "no CSV" in line]
    assert "is UTF-16" in told


def test_a_term_with_cells_too_many_or_too_few_is_a_complaint() -> None:
    told = _lexicon(_rows("a").replace(b",zh,", b",") + _rows("b,b").removeprefix(HEADER))
    assert [line.partition("\n")[0] for line in told] == [
        "2: error: wrong number of columns",
        "3: error: wrong number of columns",
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b'{"text": "\xff"}', "not an example\n    hint: write one JSON object in UTF-8"),
        (b"[" * 100_000, "not an example\n    hint: write one JSON object in UTF-8"),
        (b"7", "not an example\n    hint: write one JSON object in UTF-8"),
        (EXAMPLE[:-1] + b', "text": "x"}', "not an example (text)\n    hint: write a key that"),
        (
            b'{"text": ["x"], "why": "y"}',
            "not an example: no text text, language\n    hint: write {",
        ),
    ],
    ids=["bytes", "deep", "number", "twice", "no text"],
)
def test_a_line_that_is_no_example_is_a_complaint(line: bytes, told: str) -> None:
    first, last, complaint = _examples(b"\n".join([EXAMPLE, line, EXAMPLE]))
    assert first == last == "收车队"
    assert complaint.startswith(f"2: error: {told}")


def test_a_typology_of_flows_that_is_no_text_is_a_complaint(tmp_path: Path) -> None:
    shutil.copytree(policy_root() / "spec" / "schemas", tmp_path / "spec" / "schemas")
    path = tmp_path / "typologies" / "F01-structuring" / "typology.yaml"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"id: F01\nname: \xff\n")
    complaints = Complaints()
    check_flow_policy(tmp_path, complaints)
    assert complaints.lines == [f"{path}:2: error: not UTF-8\n    hint: save the file as UTF-8"]


@given(st.lists(st.sampled_from([*PIECES, TERM.encode()]), max_size=12).map(b"".join))
def test_whatever_the_bytes_a_lexicon_is_read_or_complained_of(content: bytes) -> None:
    assert _lexicon(content)[:1] or not content.strip()
    assert "a" in _lexicon(_rows("a") + content)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join))
def test_whatever_the_bytes_each_line_is_an_example_or_a_complaint(content: bytes) -> None:
    lines = [line for line in content.split(b"\n") if line.strip()]
    assert len(_examples(content)) == len(lines)
