"""Join the fragments of changelog.d/ into CHANGELOG.md, by room: a step of every release.

    python tools/join_changelog.py

A fragment belongs to the room of which the commit that added it changed most. Lines go below
"Unreleased", each room's newest first; the fragments are deleted. What is written is to be read
over before it is committed.
"""

import re
import subprocess
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
CHANGELOG, FRAGMENTS = ROOT / "CHANGELOG.md", ROOT / "changelog.d"
UNRELEASED = "## Unreleased"
BEGINS = "All notable changes, newest first. Unreleased changes are fragments in `changelog.d/`.\n"
# Of a changed path: the first of these parts that it has names the room.
ROOMS = {
    "Detect": ("detect", "columnar", "typologies", "text_model", "lexicon"),
    "Trace": ("trace", "chain", "flows", "transfers", "flow_features"),
    "Respond": ("respond", "holds", "requests", "deadlines", "platform", "portal"),
    "Prove": ("prove", "keys", "backup", "statement"),
    "Review and report": ("casework", "filings", "oversight", "reviews", "scoreboard", "console"),
    "People and doors": ("identity", "web", "api", "run", "settings"),
}
ELSE = "The house"
STARTS = re.compile(r"- |(Added|Changed|Fixed|Removed|Security): ")


def room_of(paths: list[str]) -> str:
    """The room that most of the changed paths lie in."""
    counts: Counter[str] = Counter()
    for path in paths:
        parts = re.split(r"[/_.\-]", path)
        found = [room for room, names in ROOMS.items() if not {*names}.isdisjoint(parts)]
        if found and path.startswith(("src/", "typologies/", "reviews/", "deadlines/")):
            counts[found[0]] += 1
    return counts.most_common(1)[0][0] if counts else ELSE


def added(fragment: Path) -> tuple[str, list[str]]:
    """When a fragment was added (ISO 8601), and the paths that its commit changed."""
    commit, _, when = _git(
        "log", "--diff-filter=A", "--format=%H %cI", "-1", "--", str(fragment)
    ).partition(" ")
    if not commit:
        return "9999", []  # not committed yet, so the newest
    return when, _git("show", "--name-only", "--format=", commit).split()


def entries(text: str) -> list[str]:
    """A fragment's entries, each as one item of a list."""
    items: list[str] = []
    for line in text.strip().splitlines():
        if not items or STARTS.match(line):
            items.append("- " + line.removeprefix("- "))
        else:
            items[-1] += "\n  " + line.strip() if line.strip() else ""
    return items


def joined(changelog: str, by_room: dict[str, list[str]]) -> str:
    """The changelog with these entries on top of those that are unreleased already."""
    head, _, rest = changelog.partition(BEGINS)
    before, _, released = rest.partition("\n## 0")
    sections = [section.partition("\n") for section in before.split("\n### ")[1:]]
    kept = {name: body for name, _, body in sections}
    parts = [f"{head}{BEGINS}\n{UNRELEASED}\n"]
    for room in (*ROOMS, ELSE):
        lines = [*by_room.get(room, ()), *kept.get(room, "").strip().split("\n- ")]
        text = "\n".join(line if line.startswith("- ") else f"- {line}" for line in lines if line)
        if text:
            parts.append(f"\n### {room}\n\n{text}\n")
    return "".join(parts) + "\n## 0" + released


def main() -> None:
    """Write CHANGELOG.md anew and delete what was joined."""
    found = [(*added(path), path) for path in FRAGMENTS.glob("*.md")]
    by_room: dict[str, list[str]] = {}
    for _, paths, path in sorted(found, key=lambda each: each[0], reverse=True):
        by_room.setdefault(room_of(paths), []).extend(entries(path.read_text("utf-8")))
    CHANGELOG.write_text(joined(CHANGELOG.read_text("utf-8"), by_room), "utf-8")
    for _, _, path in found:
        path.unlink()
    print({room: len(lines) for room, lines in by_room.items()})


def _git(*words: str) -> str:
    done = subprocess.run(  # noqa: S603
        ["git", *words],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


if __name__ == "__main__":
    main()
