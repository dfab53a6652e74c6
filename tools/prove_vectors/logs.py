"""Logs tampered with after they were signed, and logs that were signed wrong."""

from collections.abc import Iterator
from dataclasses import replace

from plainsight.prove.checkpoint import Checkpoint, sign_checkpoint
from plainsight.prove.entry import entry_bytes
from plainsight.prove.tree import leaf_hash
from prove_vectors.story import (
    ORIGIN,
    SIZE,
    Vector,
    honest_export,
    log_key,
    log_vector,
    put,
    root_over,
    story_entry,
    story_lines,
    swap_byte,
    with_leaves,
)


def log_vectors() -> Iterator[tuple[str, Vector]]:
    """An honest log, and one whose entries were changed in place."""
    honest = honest_export(story_lines(SIZE))
    lines = honest.lines
    yield log_vector("log_verified", "an honest log", honest)
    yield log_vector("log_empty", "a log without entries", honest_export(()))
    yield log_vector("log_of_one", "one entry: the root is its leaf", honest_export(story_lines(1)))
    yield log_vector(
        "log_with_leaf_hashes", "an honest log with its leaf hashes", with_leaves(honest)
    )
    flipped = swap_byte(lines[5], b"case_5", b"case_4")
    yield log_vector(
        "flipped_byte",
        "one byte of entry 5 was changed; the leaf hashes tell which",
        replace(
            with_leaves(honest),
            lines=put(lines, 5, flipped),
            expect=["flipped_byte"],
            expect_without_leaf_hashes=["rewritten_entry"],
        ),
    )
    yield log_vector(
        "flipped_byte_breaks_json",
        "one byte of entry 5 was changed, so that it is no JSON any more",
        replace(
            with_leaves(honest),
            lines=put(lines, 5, b"[" + lines[5][1:]),
            expect=["flipped_byte"],
            expect_without_leaf_hashes=["unreadable_entry"],
        ),
    )
    rewritten = entry_bytes(replace(story_entry(5), body={"decision": "dismiss", "reason": "none"}))
    yield log_vector(
        "rewritten_entry",
        "entry 5 was written anew with another decision",
        replace(with_leaves(honest), lines=put(lines, 5, rewritten), expect=["rewritten_entry"]),
    )
    spaced = lines[5].replace(b",", b", ", 1)
    yield log_vector(
        "non_canonical_entry",
        "entry 5 says the same with a space after a comma",
        replace(honest, lines=put(lines, 5, spaced), expect=["non_canonical_entry"]),
    )
    yield log_vector(
        "non_canonical_duplicate_key",
        "entry 5 names its subject twice; readers disagree about which one counts",
        replace(
            honest,
            lines=put(lines, 5, lines[5].replace(b',"tag"', b',"subject":"case_9","tag"')),
            expect=["non_canonical_entry"],
        ),
    )
    yield log_vector(
        "altered_leaf_hashes",
        "the leaf hashes were changed, the entries were not",
        replace(
            honest,
            leaf_hashes=tuple(leaf_hash(line) for line in put(lines, 5, rewritten)),
            expect=["altered_leaf_hashes"],
            expect_without_leaf_hashes=[],
        ),
    )


def order_vectors() -> Iterator[tuple[str, Vector]]:
    """Logs with entries missing, added or moved."""
    honest = honest_export(story_lines(SIZE))
    lines = honest.lines
    rewritten = entry_bytes(replace(story_entry(5), body={"decision": "dismiss"}))
    yield log_vector(
        "dropped_entry",
        "entry 5 was taken out",
        replace(honest, lines=lines[:5] + lines[6:], expect=["dropped_entry"]),
    )
    renumbered = tuple(story_lines(SIZE, without=5))
    yield log_vector(
        "dropped_entry_renumbered",
        "entry 5 was taken out and those after it were renumbered",
        replace(
            with_leaves(honest),
            lines=renumbered,
            expect=["rewritten_entry", "truncated_log"],
            expect_without_leaf_hashes=["truncated_log"],
        ),
    )
    yield log_vector(
        "reordered_entry",
        "entries 4 and 5 changed places",
        replace(
            honest,
            lines=(*lines[:4], lines[5], lines[4], *lines[6:]),
            expect=["reordered_entry"],
        ),
    )
    yield log_vector(
        "inserted_entry",
        "a second entry with index 5 was put in",
        replace(honest, lines=(*lines[:6], rewritten, *lines[6:]), expect=["inserted_entry"]),
    )
    yield log_vector(
        "inserted_entry_renumbered",
        "an entry was put in and those after it were renumbered",
        replace(
            honest,
            lines=(*lines[:5], *story_lines(SIZE + 1, shift=1)[5:]),
            expect=["inserted_entry"],
        ),
    )
    yield log_vector(
        "truncated_log",
        "the last two entries were cut off",
        replace(honest, lines=lines[:-2], expect=["truncated_log"]),
    )
    yield log_vector(
        "truncated_line",
        "the file ends in the middle of its last line",
        replace(honest, lines=(*lines[:-1], lines[-1][:40]), end=b"", expect=["unreadable_entry"]),
    )
    yield log_vector(
        "unsigned_entries",
        "an entry follows that the checkpoint does not cover",
        replace(honest, lines=story_lines(SIZE + 1), expect=["unsigned_entries"]),
    )


def signed_so_vectors() -> Iterator[tuple[str, Vector]]:
    """Logs whose operator signed what no honest log can be."""
    lines = story_lines(SIZE)
    spoilt = {
        "index_gap": ("index 5 was never given out", (*lines[:5], *story_lines(SIZE + 1)[6:])),
        "duplicate_index": ("index 5 was given out twice", (*lines[:6], lines[5], *lines[6:])),
        "signed_float": (
            "a float stands in entry 5",
            put(lines, 5, lines[5].replace(b'"case_5"', b'"case_5","z":0.5', 1)),
        ),
        "signed_unknown_version": (
            "entry 5 is of a version this specification does not know",
            put(lines, 5, lines[5].replace(b'"v":1', b'"v":2')),
        ),
        "signed_big_integer": (
            "entry 5 holds an integer that a double cannot",
            put(lines, 5, lines[5].replace(b'"v":1', b'"v":9007199254740992')),
        ),
        "signed_carriage_return": (
            "entry 5 ends in CR LF",
            put(lines, 5, lines[5] + b"\r"),
        ),
    }
    flaws = {
        "index_gap": ["index_gap"],
        "duplicate_index": ["duplicate_index", "index_gap"],
        "signed_carriage_return": ["non_canonical_entry"],
    }
    for name, (about, log) in spoilt.items():
        expect = flaws.get(name, ["unreadable_entry"])
        yield log_vector(
            name, f"signed like this: {about}", replace(honest_export(log), expect=expect)
        )
    wrong = Checkpoint(origin=ORIGIN, size=SIZE + 3, root=root_over(lines))
    yield log_vector(
        "mismatched_size",
        "signed like this: the root is of 12 entries, the size says 15",
        replace(
            honest_export(lines),
            checkpoint=bytes(sign_checkpoint(wrong, signer=log_key()).note),
            expect=["mismatched_size"],
        ),
    )
