"""The tables of threats and of promises name tests that are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "concepts" / "respond-threats.md"
PROMISES = sorted((ROOT / "docs" / "concepts").glob("*-evidence.md"))


@pytest.mark.parametrize("page", [PAGE, *PROMISES], ids=lambda path: path.stem)
def test_every_test_that_a_table_names_exists(page: Path) -> None:
    named = set(re.findall(r"`(test_\w+)`", page.read_text(encoding="utf-8")))
    there = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert len(named) > 30
    assert named <= there, named - there


def test_every_row_of_the_threat_model_has_a_test() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if "`test_" in line]
    numbers = [row.split("|")[1].strip() for row in rows]
    assert [int(number) for number in numbers if number] == list(range(1, 20))
