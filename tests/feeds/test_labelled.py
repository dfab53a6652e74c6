"""Labelled rows: what carries a label that is not public is counted, and its text is not read."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainsight.errors import BadRecord, BadValue, CannotRead, UnreadableFeed
from plainsight.feeds.posts.labelled import LabelledPost, read_labelled

UNDECODABLE = b"\xff\xfe"  # reading it as text would fail
LABELS = ["public", "private", "semi_public", "", "friends"]
TEXTS = [b"one", UNDECODABLE, b"two", UNDECODABLE, UNDECODABLE]


def write_json(path: Path, labels: list[str], texts: list[bytes]) -> Path:
    lines = [
        b'{"visibility": "%b", "text": "%b", "label": "ml"}\n' % (label.encode(), text)
        for label, text in zip(labels, texts, strict=True)
    ]
    path.write_bytes(b"".join(lines))
    return path


def write_csv(path: Path, labels: list[str], texts: list[bytes]) -> Path:
    rows = [
        b"%b,%b,ml\n" % (text, label.encode()) for label, text in zip(labels, texts, strict=True)
    ]
    path.write_bytes(b"text,visibility,label\n" + b"".join(rows))
    return path


def write_parquet(path: Path, labels: list[str], texts: list[bytes]) -> Path:
    raw = pa.array(texts, pa.binary())
    buffers = raw.buffers()
    columns = {
        "text": pa.StringArray.from_buffers(len(texts), buffers[1], buffers[2]),
        "visibility": labels,
        "label": ["ml"] * len(texts),
    }
    pyarrow.parquet.write_table(pa.table(columns), path, row_group_size=2)
    return path


WRITERS = {".jsonl": write_json, ".csv": write_csv, ".parquet": write_parquet}


@pytest.mark.parametrize("ending", WRITERS)
def test_the_text_of_a_private_row_is_never_read(tmp_path: Path, ending: str) -> None:
    path = WRITERS[ending](tmp_path / f"l{ending}", LABELS, TEXTS)
    rows = read_labelled(path)
    assert [post.text for post in rows.posts] == ["one", "two"]
    assert rows.refused_count == 3


@pytest.mark.parametrize("ending", WRITERS)
def test_the_text_of_a_public_row_that_cannot_be_read_is_a_hole(
    tmp_path: Path, ending: str
) -> None:
    path = WRITERS[ending](tmp_path / f"l{ending}", ["public", "public"], [b"one", UNDECODABLE])
    with pytest.raises(BadRecord):
        read_labelled(path)


@pytest.mark.parametrize("ending", WRITERS)
def test_a_set_without_the_field_is_taken_as_public(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"l{ending}"
    if ending == ".parquet":
        pyarrow.parquet.write_table(pa.table({"text": ["a"], "label": [1], "lang": ["zh"]}), path)
    elif ending == ".csv":
        path.write_text("\ufefftext,label,lang\na,1,zh\n", encoding="utf-8")
    else:
        path.write_text('\ufeff{"text": "a", "label": 1, "lang": "zh"}\n\n', encoding="utf-8")
    (post,) = read_labelled(path).posts
    assert post == LabelledPost(text="a", label="1", language="zh")


@pytest.mark.parametrize("key", ['"visibility"', '"visib\\u0069lity"'])
@pytest.mark.parametrize("label", ['"private"', "null", '""', "1", '"PUBLIC"'])
def test_any_other_label_refuses_the_row(tmp_path: Path, key: str, label: str) -> None:
    path = tmp_path / "l.jsonl"
    path.write_text(f'{{"text": "a", {key}: {label}, "label": "ml"}}\n', encoding="utf-8")
    rows = read_labelled(path)
    assert (rows.posts, rows.refused_count) == ([], 1)


@pytest.mark.parametrize(
    "line",
    [
        b'{"visibility": "private", "text": "a", "label": "ml", "visibility": "public"}',
        b'{"visibility": ["public"], "text": "a", "label": "ml"}',
        b'["text"]',
        b'{"text": "a", "label": "ml"',
        b'{"text": 7, "label": "ml"}',
        b'{"text": "a"}',
        b'{"text": "a", "label": ""}',
    ],
)
def test_a_row_that_cannot_be_judged_stops_the_reading(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "l.jsonl"
    path.write_bytes(b'{"text": "a", "label": "ml"}\n' + line + b"\n")
    with pytest.raises(BadRecord, match=r"^l\.jsonl:2: "):
        read_labelled(path)


def test_a_label_may_be_missing_where_it_is_not_needed(tmp_path: Path) -> None:
    path = tmp_path / "l.jsonl"
    path.write_text('{"text": "a"}\n', encoding="utf-8")
    (post,) = read_labelled(path, label_required=False).posts
    assert post.label == ""


def test_a_file_that_is_no_labelled_set_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotRead):
        read_labelled(tmp_path / "absent.parquet")
    (tmp_path / "l.parquet").write_bytes(b"no parquet")
    with pytest.raises(UnreadableFeed):
        read_labelled(tmp_path / "l.parquet")
    (tmp_path / "l.txt").touch()
    with pytest.raises(BadValue, match=r"\.jsonl, \.csv or \.parquet"):
        read_labelled(tmp_path / "l.txt")
    pyarrow.parquet.write_table(pa.table({"label": ["ml"]}), tmp_path / "n.parquet")
    with pytest.raises(BadRecord, match="text"):
        read_labelled(tmp_path / "n.parquet")


@given(
    rows=st.lists(
        st.tuples(st.text(), st.sampled_from(["public", "semi_public", "private", None, "x"]))
    )
)
def test_only_public_rows_come_through_and_every_other_is_counted(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str | None]]
) -> None:
    path = tmp_path_factory.mktemp("labelled") / "l.jsonl"
    lines = [json.dumps({"text": text, "visibility": label, "label": "ml"}) for text, label in rows]
    path.write_text("\n".join(lines), encoding="utf-8")
    read = read_labelled(path)
    public = [text for text, label in rows if label in ("public", "semi_public")]
    assert [post.text for post in read.posts] == public
    assert read.refused_count == len(rows) - len(public)
