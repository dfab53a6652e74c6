from hashlib import sha256

import pytest
from tests.strategies.chains import ledger, tron_account

from plainsight.errors import BadInclusion
from plainsight.trace.chain.inclusion import verify_inclusion
from plainsight.trace.chain.merkle import MerkleBranch, merkle_branch, merkle_root
from plainsight.trace.chain.picture import draw_paths
from plainsight.trace.chain.question import Question, ask
from plainsight.trace.chain.reconcile import reconcile
from plainsight.trace.chain.walk import Direction

RAW = [b"coinbase", b"payment", b"another"]
LEAVES = [sha256(sha256(raw).digest()).digest() for raw in RAW]
# Compact target 0x207fffff lets every second header pass; the nonce is searched below.
EASY_BITS = bytes.fromhex("ffff7f20")


def _header(root: bytes) -> bytes:
    for nonce in range(1000):
        header = bytes(36) + root + bytes(4) + EASY_BITS + nonce.to_bytes(4, "little")
        if sha256(sha256(header).digest()).digest()[-1] < 0x7F:
            return header
    raise AssertionError("no header in a thousand tries")


HEADER = _header(merkle_root(LEAVES))
ID = LEAVES[1][::-1].hex()
BRANCH = merkle_branch(LEAVES, 1)


def test_raw_bytes_branch_and_header_prove_a_transactions_block() -> None:
    block_hash = sha256(sha256(HEADER).digest()).digest()[::-1].hex()
    assert verify_inclusion(ID, raw=RAW[1], branch=BRANCH, header=HEADER) == block_hash


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"raw": RAW[0]}, "another transaction's"),
        ({"header": HEADER[:-1]}, "80 bytes"),
        ({"branch": MerkleBranch(index=0, siblings=BRANCH.siblings)}, "Merkle root"),
        ({"branch": merkle_branch(LEAVES, 0)}, "Merkle root"),
        ({"header": HEADER[:72] + bytes.fromhex("ffff001d") + HEADER[76:]}, "work"),
    ],
)
def test_a_proof_that_does_not_hold_names_what_is_wrong(
    changes: dict[str, bytes], words: str
) -> None:
    proof = {"raw": RAW[1], "branch": BRANCH, "header": HEADER, **changes}
    with pytest.raises(BadInclusion, match=words):
        verify_inclusion(ID, **proof)  # type: ignore[arg-type]


def test_a_hole_is_seen_although_the_balance_recovers_later() -> None:
    legs = ledger(("a", "b", 5), ("c", "a", 100), ("a", "b", 1))
    (gap,) = reconcile(legs, complete_accounts=["a"])
    assert "5 base units more" in gap.why


def test_a_balance_that_the_chain_contradicts_is_a_hole() -> None:
    legs = ledger(("c", "a", 100), ("a", "b", 40))
    assert reconcile(legs, complete_accounts=["a"], declared_balances={"a": 60}) == ()
    (gap,) = reconcile(legs, complete_accounts=["a"], declared_balances={"a": 61})
    assert "the export leaves 60" in gap.why


def test_a_picture_names_every_account_and_escapes_what_a_name_holds() -> None:
    start, middle, end = (tron_account(n) for n in (1, 2, 3))
    legs = ledger((start, middle, 5_000_000), (middle, end, 3_000_000))
    answer = ask(
        Question(account=start, direction=Direction.FORWARD, named={end: "sanctioned"}), legs
    )
    svg = draw_paths(
        answer.search.paths,
        start=start,
        roles={start: "start", end: "listed"},
        names={end: "<script>"},
        direction=Direction.FORWARD,
    )
    assert svg.count("<rect") == 3 + 3  # accounts, and the legend's three roles
    assert "&lt;script&gt;" in svg
    assert "<script>" not in svg
    assert "3 USDT in 1 transfer, 2024-01-01" in svg
    assert svg == draw_paths(
        answer.search.paths,
        start=start,
        roles={start: "start", end: "listed"},
        names={end: "<script>"},
        direction=Direction.FORWARD,
    )
