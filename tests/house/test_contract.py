"""Every import points down, and every folder has its place (.importlinter)."""

import subprocess
import sys
from pathlib import Path

from source_tree import ROOT


def test_the_import_contract_is_kept() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [linter, "--no-cache"], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stdout


def test_only_wiring_reads_the_clock() -> None:
    readers = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "src").rglob("*.py")
        if "datetime.now(" in path.read_text(encoding="utf-8")
    ]
    assert readers == ["src/plainsight/wiring.py"]
