from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.prove import LOG, ORIGIN, SeedSigner

from plainsight.errors import BadNote, ForgedSignature, UnknownSigner, WrongOrigin
from plainsight.prove.checkpoint import (
    SIZE_MAX,
    Checkpoint,
    open_checkpoint,
    parse_checkpoint,
    sign_checkpoint,
)
from plainsight.prove.note import sign_text

ROOT = bytes(range(32))
CHECKPOINT = Checkpoint(origin=ORIGIN, size=7, root=ROOT)
NOTE = bytes(sign_checkpoint(CHECKPOINT, signer=LOG).note)


def test_a_checkpoint_is_three_lines() -> None:
    assert str(CHECKPOINT) == f"{ORIGIN}\n7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"


lines = st.text(st.characters(min_codepoint=0x20, exclude_categories=["Cs"]), min_size=1)


@given(lines, st.integers(0, SIZE_MAX), st.binary(min_size=32, max_size=32), st.lists(lines))
def test_every_checkpoint_reads_back_as_it_was_signed(
    origin: str, size: int, root: bytes, extensions: list[str]
) -> None:
    checkpoint = Checkpoint(origin=origin, size=size, root=root, extensions=tuple(extensions))
    note = bytes(sign_checkpoint(checkpoint, signer=LOG).note)
    opened = open_checkpoint(note, key=LOG.key, origin=origin)
    assert opened.checkpoint == checkpoint
    assert bytes(opened.note) == note


def test_the_example_of_the_c2sp_specification_is_read() -> None:
    note = (
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        "\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7"
        "u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    ).encode()
    signed = parse_checkpoint(note)
    assert signed.checkpoint.size == 20852163
    assert signed.checkpoint.root.hex().startswith("0ac5186a91863e8e")
    assert bytes(signed.note) == note


def test_the_log_of_another_origin_is_refused_before_its_signature_is_looked_at() -> None:
    with pytest.raises(WrongOrigin) as refused:
        open_checkpoint(NOTE, key=SeedSigner(seed="other").key, origin="elsewhere.example")
    assert (refused.value.found, refused.value.expected) == (ORIGIN, "elsewhere.example")


def test_another_key_is_refused() -> None:
    with pytest.raises(UnknownSigner):
        open_checkpoint(NOTE, key=SeedSigner(seed="other").key)


@pytest.mark.parametrize(
    ("old", "new"), [(b"\n7\n", b"\n8\n"), (b"\nAAEC", b"\nAAED"), (b"=\n\n", b"=\nmore\n\n")]
)
def test_a_changed_size_root_or_extension_breaks_the_signature(old: bytes, new: bytes) -> None:
    assert old in NOTE
    with pytest.raises(ForgedSignature):
        open_checkpoint(NOTE.replace(old, new), key=LOG.key)


@pytest.mark.parametrize(
    "text",
    [
        f"{ORIGIN}\n7\n",
        f"{CHECKPOINT}\nan extension after an empty line\n",
        f"{ORIGIN}\n\n7\n{str(CHECKPOINT).splitlines()[2]}\n",
        str(CHECKPOINT).replace("\n7\n", "\n07\n"),
        str(CHECKPOINT).replace("\n7\n", "\n+7\n"),
        str(CHECKPOINT).replace("\n7\n", "\n-7\n"),
        str(CHECKPOINT).replace("\n7\n", "\n٧\n"),
        str(CHECKPOINT).replace("\n7\n", "\n99999999999999999999\n"),
        str(CHECKPOINT).replace("\n7\n", "\n9999999999999999999\n"),
        str(CHECKPOINT).replace("\nAAEC", "\n"),
        str(CHECKPOINT).replace("h8=", "h9="),
    ],
)
def test_a_signed_text_of_another_shape_is_no_checkpoint(text: str) -> None:
    note = bytes(sign_text(text, signer=LOG))
    with pytest.raises(BadNote):
        open_checkpoint(note, key=LOG.key)


@pytest.mark.parametrize(
    "change",
    [{"origin": ""}, {"origin": "two\nlines"}, {"size": -1}, {"size": 2**63}, {"root": b""}],
)
def test_a_checkpoint_that_could_not_be_read_back_cannot_be_made(change: dict[str, Any]) -> None:
    with pytest.raises(BadNote):
        Checkpoint(**({"origin": ORIGIN, "size": 7, "root": ROOT} | change))
