"""The wheel carries the policy folders: an installation without the repository works."""

import subprocess
import sys
import zipfile
from pathlib import Path

from source_tree import ROOT

NEEDED = (
    "plainsight/_policy/typologies/T04-running-points/typology.yaml",
    "plainsight/_policy/spec/schemas/typology.json",
    "plainsight/_policy/samples/posts.jsonl",
    "plainsight/_policy/reviews/reasons.yaml",
    "plainsight/web/static/css/tokens.css",
    "plainsight/web/templates/page.html",
    "plainsight/cli/pages/scan_report.html",
    "plainsight/detect/tables/fold.tsv",
    "plainsight/py.typed",
)


def test_the_wheel_ships_policy_schemas_samples_and_pages(tmp_path: Path) -> None:
    code = (
        "import os, sys; os.chdir(sys.argv[1]); import hatchling.build as b; "
        "print(b.build_wheel(sys.argv[2]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(ROOT), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert set(NEEDED) <= names


def test_the_locks_name_no_host_and_pin_by_hash() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock", "requirements-build.lock"):
        text = (ROOT / lock).read_text(encoding="utf-8")
        assert "://" not in text
        assert "--index" not in text
        pins = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert all("==" in pin for pin in pins)
        assert text.count("--hash=sha256:") >= len(pins)


def test_no_file_of_the_repository_is_a_heap_of_data() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    files = [ROOT / name for name in tracked if (ROOT / name).is_file()]
    too_big = [file.name for file in files if file.stat().st_size > 1_500_000]
    assert not too_big
