"""What a newcomer is told to type works in a shell that knows nothing of this project."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FIRST_PAGES = [
    "README.md",
    *(f"docs/tutorials/{name}.md" for name in ("first-scan", "follow-the-money", "console")),
    "docs/tutorials/response-desk.md",
]
LINE = ". .venv/bin/activate"


@pytest.mark.parametrize("page", FIRST_PAGES)
def test_a_page_that_names_the_program_first_says_how_a_shell_finds_it(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    first_call = re.search(r"^(?:    |\$ )plainsight ", text, re.MULTILINE)
    told = text.find(LINE)
    assert told >= 0
    assert first_call is None or told < first_call.start()


@pytest.mark.skipif(sys.prefix == sys.base_prefix, reason="runs outside a virtual environment")
def test_the_line_they_give_makes_the_program_known_to_a_fresh_shell(tmp_path: Path) -> None:
    (tmp_path / ".venv").symlink_to(sys.prefix)
    for script, code in ((f"{LINE} && command -v plainsight", 0), ("command -v plainsight", 1)):
        done = subprocess.run(
            [shutil.which("sh") or "sh", "-c", script],
            cwd=tmp_path,
            env={"PATH": "/usr/bin:/bin"},
            capture_output=True,
            check=False,
        )
        assert (done.returncode == 0) is (code == 0), done


def test_the_environment_they_name_is_the_one_that_make_makes() -> None:
    assert "\nVENV := .venv\n" in (ROOT / "Makefile").read_text(encoding="utf-8")
