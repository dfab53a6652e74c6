"""How every verifier tells that a log's key changed."""

from typing import Any

from plainsight.prove.rotation import Rotation


def rotation_words(rotation: Rotation) -> str:
    """One line: where, from which key id, to which key, why."""
    old = rotation.old.key_id.hex()
    return f"entry {rotation.index}: {old} gave way to {rotation.new}, {rotation.reason}"


def rotation_json(rotation: Rotation) -> dict[str, Any]:
    """The same for programs."""
    return {
        "index": rotation.index,
        "old_key": str(rotation.old),
        "new_key": str(rotation.new),
        "reason": rotation.reason,
    }
