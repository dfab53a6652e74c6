"""A file that somebody wrote is complained about with its line, whatever is wrong with it."""

from pathlib import Path

import pytest

from plainsight.errors import BadPolicy, CannotRead
from plainsight.feeds.attributions.categories import load_categories
from plainsight.feeds.attributions.pack import read_pack
from plainsight.feeds.chain.assets import load_assets
from plainsight.feeds.chain.layout import read_layout
from plainsight.feeds.policy.report_filer_yaml import load_filer
from plainsight.feeds.transfers.mapping import read_mapping

BOMB = "\n".join(
    [f"a0: &a0 [{', '.join('x' * 9)}]"]
    + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
)  # a billion values in 400 bytes
WRONG = {
    "references of references": (BOMB.encode(), 1, "references of references"),
    "an open list": (b"source: [\n", 2, "did not find expected node content"),
    "no such day": (b"a: 1\neffective_from: 2026-99-99\n", 2, "2026-99-99 cannot be: month"),
    "no such hour": (b"a:\n  - 2026-01-01 25:00:00\n", 2, "cannot be: hour"),
    "a key of a day": (b"2026-02-30: x\n", 1, "2026-02-30 cannot be: day"),
    "not UTF-8": (b"a: 1\nsource: \xff\xfe\n", 2, "not UTF-8"),
    "a key twice": (b"source: a\nother: 1\nsource: b\n", 3, "source stands twice"),
    "no number": (b"a: 1\nb: {c: .NaN}\n", 2, ".NaN is not a number"),
    "without end": (b"a:\n  - -.inf\n", 2, "-.inf is not a number"),
    "in itself": (b"a: &a [*a]\n", 1, "in itself"),
}


def read_attributions(path: Path) -> object:
    return read_pack(path, load_categories(load_assets()))


def read_transfer_mapping(path: Path) -> object:
    return read_mapping(str(path))


@pytest.mark.parametrize(
    "read", [read_attributions, load_filer, read_layout, read_transfer_mapping]
)
@pytest.mark.parametrize("what", WRONG)
def test_what_is_no_yaml_is_one_complaint_with_its_line(
    tmp_path: Path, read: object, what: str
) -> None:
    content, line, words = WRONG[what]
    path = tmp_path / "own.yaml"
    path.write_bytes(content)
    with pytest.raises(BadPolicy) as caught:
        read(path)  # type: ignore[operator]
    (complaint,) = caught.value.complaints
    assert complaint.startswith(f"{path}:{line}: error: ")
    assert words in complaint
    assert "hint: " in complaint


@pytest.mark.parametrize("read", [read_attributions, load_filer, read_layout])
def test_a_file_that_is_not_there_is_named(tmp_path: Path, read: object) -> None:
    with pytest.raises(CannotRead, match=r"own\.yaml"):
        read(tmp_path / "own.yaml")  # type: ignore[operator]


@pytest.mark.parametrize(
    "field",
    ["effective_from: 2024-03-01 10:00:00", "effective_until: soon", "known_from: yesterday"],
)
def test_a_day_of_a_pack_that_is_none_is_named_by_its_row(tmp_path: Path, field: str) -> None:
    path = tmp_path / "own.yaml"
    days = "" if field.startswith("effective_from") else "effective_from: 2024-03-01\n"
    path.write_text(
        f"source: desk\nconfidence: service\ncategory: exchange\nparty: x\n{days}{field}\n"
        "attributions:\n  - {account: TQ6RmK7r8z5MKu1KvYB2MiEAkEKBSPxxUN}\n"
    )
    with pytest.raises(BadPolicy, match=f"{field.split(':', maxsplit=1)[0]} is "):
        read_attributions(path)
