"""Write spec/vectors/prove/: logs, proofs and commitments, each with the flaw a verifier must name.

    python tools/make_vectors.py

Deterministic: the keys and salts come from sentences in prove_vectors/ and are public on purpose,
and Ed25519 signatures have no randomness. A test fails when the committed files differ.
"""

import json
from pathlib import Path

from prove_vectors.checkpoints import checkpoint_vectors, history_vectors, witness_vectors
from prove_vectors.logs import log_vectors, order_vectors, signed_so_vectors
from prove_vectors.proofs import (
    commitment_vectors,
    growth_vectors,
    proof_vectors,
    published_roots,
)
from prove_vectors.rotations import rotation_vectors
from prove_vectors.story import Vector

FOLDER = Path(__file__).parent.parent / "spec" / "vectors" / "prove"


def main() -> None:
    """Write every vector, and remove the files of vectors that are no more."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    written = {name: vector_text(vector) for name, vector in all_vectors().items()}
    for path in FOLDER.glob("*.json"):
        if path.stem not in written:
            path.unlink()
    for name, text in written.items():
        (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")


def vector_text(vector: Vector) -> str:
    """The file of one vector."""
    return json.dumps(vector, indent=2, ensure_ascii=False) + "\n"


def all_vectors() -> dict[str, Vector]:
    """Every vector by its name."""
    return {
        **dict(log_vectors()),
        **dict(order_vectors()),
        **dict(signed_so_vectors()),
        **dict(checkpoint_vectors()),
        **dict(history_vectors()),
        **dict(witness_vectors()),
        **dict(proof_vectors()),
        **dict(growth_vectors()),
        **dict(commitment_vectors()),
        **dict(rotation_vectors()),
        "tree_published_roots": published_roots(),
    }


if __name__ == "__main__":
    main()
