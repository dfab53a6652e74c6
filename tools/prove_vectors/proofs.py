"""Proofs of entries and of growth, commitments, and the published roots."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import replace

from plainsight.prove.commit import commit
from plainsight.prove.entry import entry_bytes
from plainsight.prove.proof import prove_consistency, prove_inclusion
from plainsight.prove.proof_file import EntryProof
from plainsight.prove.tree import leaf_hash, node_lookup
from prove_vectors.story import (
    SIZE,
    Vector,
    digest_of,
    log_key,
    put,
    signed_bytes,
    story_entry,
    story_lines,
)


def proof_vectors() -> Iterator[tuple[str, Vector]]:
    """One entry with its proof, and what can be wrong with it."""
    lines = story_lines(SIZE)
    honest = _entry_proof(lines, 5)
    other = _entry_proof(lines, 6)
    changes: dict[str, tuple[str, bytes, list[str]]] = {
        "proof_verified": ("entry 5 stands in the log", bytes(honest), []),
        "proof_last_entry": ("the ragged right edge", bytes(_entry_proof(lines, SIZE - 1)), []),
        "proof_of_one": (
            "a log of one entry needs no hashes",
            bytes(_entry_proof(lines[:1], 0)),
            [],
        ),
        "proof_other_entry": (
            "the proof of entry 5 with the bytes of entry 6",
            bytes(replace(honest, line=other.line)),
            ["unproven_entry"],
        ),
        "proof_other_index": (
            "the proof of entry 5, claimed for index 6",
            bytes(replace(honest, index=6)),
            ["unproven_entry"],
        ),
        "proof_short": (
            "the last hash is missing",
            bytes(replace(honest, hashes=honest.hashes[:-1])),
            ["unproven_entry"],
        ),
        "proof_long": (
            "a hash too many",
            bytes(replace(honest, hashes=(*honest.hashes, honest.hashes[0]))),
            ["unproven_entry"],
        ),
        "proof_beyond_the_log": (
            "an index that the log does not have",
            bytes(replace(honest, index=SIZE)),
            ["unproven_entry"],
        ),
        "proof_forged_checkpoint": (
            "the checkpoint's size was changed",
            bytes(honest).replace(b"\n12\n", b"\n13\n"),
            ["forged_checkpoint"],
        ),
        "proof_malformed": (
            "the header names another format",
            bytes(honest).replace(b"@v1", b"@v9"),
            ["malformed_proof"],
        ),
    }
    for name, (about, file, expect) in changes.items():
        yield (
            name,
            {
                "kind": "entry_proof",
                "about": about,
                "key": str(log_key().key),
                "file": file.decode(),
                "expect": expect,
            },
        )


def growth_vectors() -> Iterator[tuple[str, Vector]]:
    """Consistency between two checkpoints, without entries."""
    lines = story_lines(SIZE)
    node = node_lookup([leaf_hash(line) for line in lines])
    for old_size in (0, 1, 4, 7, SIZE):
        proof = prove_consistency(old_size=old_size, size=SIZE, node=node)
        about = f"the log grew from {old_size} to {SIZE} entries"
        yield f"growth_from_{old_size}", _growth(about, lines[:old_size], proof, expect=[])
    proof = prove_consistency(old_size=7, size=SIZE, node=node)
    rewritten = put(lines, 3, entry_bytes(replace(story_entry(3), subject="case_99")))
    yield (
        "growth_forked",
        _growth("entry 3 was another before", rewritten[:7], proof, expect=["forked_history"]),
    )
    yield (
        "growth_short_proof",
        _growth("the last hash is missing", lines[:7], proof[:-1], expect=["forked_history"]),
    )
    yield (
        "growth_rollback",
        _growth("the log shrank", story_lines(SIZE + 1), proof, expect=["rollback"]),
    )


def commitment_vectors() -> Iterator[tuple[str, Vector]]:
    """A personal value behind its commitment, opened rightly and wrongly."""
    salt = digest_of("plainsight vector salt")
    opening = {"name": "phone", "value": "+65 6123 4567", "salt": salt.hex()}
    commitment = commit("+65 6123 4567", name="phone", salt=salt)
    changes = {
        "commitment_opened": ("name, value and salt are the committed ones", {}, True),
        "commitment_other_value": ("another number", {"value": "+65 6123 4568"}, False),
        "commitment_other_name": ("the value under another name", {"name": "fax"}, False),
        "commitment_other_salt": ("another salt", {"salt": digest_of("other").hex()}, False),
    }
    for name, (about, change, is_opened) in changes.items():
        yield (
            name,
            {
                "kind": "commitment",
                "about": about,
                "commitment": commitment,
                **opening,
                **change,
                "is_opened": is_opened,
            },
        )


def published_roots() -> Vector:
    """The eight leaves and roots that the reference implementations of RFC 6962 test against."""
    leaves = "|00|10|2021|3031|40414243|5051525354555657|606162636465666768696a6b6c6d6e6f"
    roots = (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    )
    return {
        "kind": "tree",
        "about": "roots over the first 0 to 8 of these leaves, as published",
        "leaves": leaves.split("|"),
        "roots": list(roots),
    }


def _growth(
    about: str, old: Sequence[bytes], proof: Sequence[bytes], *, expect: Sequence[str]
) -> Vector:
    return {
        "kind": "growth",
        "about": about,
        "key": str(log_key().key),
        "checkpoint": signed_bytes(story_lines(SIZE)).decode(),
        "since": signed_bytes(old).decode(),
        "hashes": [base64.b64encode(step).decode() for step in proof],
        "expect": list(expect),
    }


def _entry_proof(lines: Sequence[bytes], index: int) -> EntryProof:
    node = node_lookup([leaf_hash(line) for line in lines])
    return EntryProof(
        line=lines[index],
        index=index,
        hashes=prove_inclusion(index=index, size=len(lines), node=node),
        checkpoint=signed_bytes(lines),
    )
