"""The room and the naive verifier, given the same tampered files, give the same verdict."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.strategies.prove import LOG, checkpoint_over, file_of, logs

from plainsight.prove.verify import verify_log

SCRIPT = Path(__file__).parents[2] / "spec" / "naive_verifier.py"


def load_naive() -> ModuleType:
    spec = importlib.util.spec_from_file_location("naive_verifier_again", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


NAIVE = load_naive()


@st.composite
def tamperings(draw: st.DrawFn, acts: tuple[str, ...]) -> tuple[list[bytes], bytes, bytes | None]:
    """A log's file after a few of these acts; its checkpoint; one held from before or none."""
    log = draw(logs(size_max=6))
    lines = file_of(log)
    for _ in range(draw(st.integers(0, 2))):
        here, there = (draw(st.integers(0, max(len(lines) - 1, 0))) for _ in "xx")
        match draw(st.sampled_from(acts)) if lines else None:
            case "drop":
                del lines[here]
            case "copy":
                lines.insert(there, lines[here])
            case "swap":
                lines[here], lines[there] = lines[there], lines[here]
            case "flip":
                changed = bytearray(lines[here])
                changed[draw(st.integers(0, len(changed) - 1))] ^= 1 << draw(st.integers(0, 7))
                lines[here] = bytes(changed)
            case "cut":
                lines = lines[:here]
    note = bytearray(checkpoint_over(log))
    if "flip" in acts and draw(st.integers(0, 4)) == 0:
        note[draw(st.integers(0, len(note) - 1))] ^= 1 << draw(st.integers(0, 7))
    held = draw(st.none() | st.integers(0, len(log)))
    since = None if held is None else checkpoint_over(log[:held])
    whole = b"".join(lines)
    return [line + b"\n" for line in whole.split(b"\n")[:-1]], bytes(note), since


ORDER_ACTS = ("drop", "copy", "swap", "cut")


@settings(max_examples=60, deadline=None)  # two signatures each in plain Python
@given(tamperings((*ORDER_ACTS, "flip")))
def test_two_verifiers_that_share_no_code_agree_on_every_tampered_log(
    case: tuple[list[bytes], bytes, bytes | None],
) -> None:
    lines, note, since = case
    verdict = verify_log(lines, checkpoint=note, key=LOG.key, since=since)
    assert verdict.is_verified is (NAIVE.verify_log(lines, note, str(LOG.key), since) == [])


@settings(max_examples=60, deadline=None)
@given(tamperings(ORDER_ACTS))
def test_they_agree_on_the_reasons_as_long_as_every_line_is_an_entry(
    case: tuple[list[bytes], bytes, bytes | None],
) -> None:
    lines, note, since = case
    verdict = verify_log(lines, checkpoint=note, key=LOG.key, since=since)
    naive = NAIVE.verify_log(lines, note, str(LOG.key), since)
    assert {reason.flaw.value for reason in verdict.reasons} == set(naive)


RFC_8032 = (  # section 7.1, tests 1 to 3: public key, text, signature
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e3970"
        "1cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613"
        "d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760"
        "984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
)


@pytest.mark.parametrize(("public", "text", "signature"), RFC_8032)
def test_the_naive_signature_check_is_that_of_rfc_8032(
    public: str, text: str, signature: str
) -> None:
    key, told, signed = (bytes.fromhex(part) for part in (public, text, signature))
    assert NAIVE.is_signed(key, signed, told)
    assert not NAIVE.is_signed(key, signed, told + b"x")
    assert not NAIVE.is_signed(key, signed[:-1], told)
    for place in (0, 31, 32, 62):
        changed = bytearray(signed)
        changed[place] ^= 1
        assert not NAIVE.is_signed(key, bytes(changed), told)
