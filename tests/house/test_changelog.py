"""The changelog is joined of fragments by room, and joining more keeps what is there."""

from tools.join_changelog import BEGINS, ELSE, entries, joined, room_of

EMPTY = f"# Changelog\n\n{BEGINS}\n## 0.1.0 - 2026-11-20\n\nThe house.\n"


def test_a_fragment_is_a_list_or_paragraphs_and_keeps_its_lines() -> None:
    assert entries("- one\n  goes on\n- two\n") == ["- one\n  goes on", "- two"]
    assert entries("Fixed: one\ngoes on\n\nAdded: two") == [
        "- Fixed: one\n  goes on",
        "- Added: two",
    ]


def test_a_change_belongs_to_the_room_of_most_of_its_source() -> None:
    paths = ["src/plainsight/trace/flows/rule.py", "src/plainsight/cli/trace/flows.py"]
    assert room_of([*paths, "src/plainsight/web/app.py", "tests/web/test_a.py"]) == "Trace"
    assert room_of(["docs/README.md"]) == ELSE


def test_joining_again_puts_the_newer_above_and_loses_nothing() -> None:
    once = joined(EMPTY, {"Detect": ["- one\n  goes on"], ELSE: ["- two"]})
    twice = joined(once, {"Detect": ["- three"], "Prove": ["- four"]})
    assert once.endswith("## 0.1.0 - 2026-11-20\n\nThe house.\n")
    assert (
        "### Detect\n\n- three\n- one\n  goes on\n\n### Prove\n\n- four\n\n### The house\n" in twice
    )
    assert twice.count("## Unreleased") == 1
    assert joined(twice, {}) == twice
