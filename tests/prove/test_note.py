import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.prove import LOG, WITNESS, SeedSigner

from plainsight.errors import BadNote, ForgedSignature, UnknownSigner
from plainsight.prove.note import (
    NOTE_BYTES_MAX,
    KeyKind,
    NoteSignature,
    SignedNote,
    VerifierKey,
    decode_base64,
    parse_note,
    parse_verifier_key,
    sign_text,
    verify_note,
)

TEXT = "first line\n\nthird line, after an empty one\n"
NOTE = bytes(sign_text(TEXT, signer=LOG))

note_texts = st.lists(
    st.text(st.characters(min_codepoint=0x20, exclude_categories=["Cs"]), max_size=10),
    min_size=1,
    max_size=5,
).map(lambda lines: "\n".join(lines) + "\n")


@given(note_texts)
def test_every_signed_text_reads_back_and_verifies(text: str) -> None:
    note = parse_note(bytes(sign_text(text, signer=LOG)))
    assert note.text == text
    verify_note(note, key=LOG.key)


@given(st.data())
def test_a_note_with_one_changed_byte_is_refused(data: st.DataObject) -> None:
    changed = bytearray(NOTE)
    place = data.draw(st.integers(0, len(NOTE) - 1))
    changed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises((BadNote, UnknownSigner, ForgedSignature)):
        verify_note(parse_note(bytes(changed)), key=LOG.key)


def test_signatures_by_strangers_are_ignored() -> None:
    stranger = SeedSigner(seed="stranger", name="stranger.example")
    theirs = sign_text(TEXT, signer=stranger)
    both = SignedNote(
        text=TEXT, signatures=(*theirs.signatures, *sign_text(TEXT, signer=LOG).signatures)
    )
    verify_note(parse_note(bytes(both)), key=LOG.key)
    with pytest.raises(UnknownSigner) as refused:
        verify_note(theirs, key=LOG.key)
    assert refused.value.signers == ("stranger.example",)


def test_another_key_under_the_same_name_is_a_stranger() -> None:
    with pytest.raises(UnknownSigner):
        verify_note(parse_note(NOTE), key=SeedSigner(seed="other").key)


def test_one_false_signature_under_the_pinned_key_spoils_the_note() -> None:
    signed = sign_text(TEXT, signer=LOG)
    false = NoteSignature(name=LOG.name, key_id=LOG.key.key_id, signature=bytes(64))
    for signatures in ((false, *signed.signatures), (*signed.signatures, false)):
        with pytest.raises(ForgedSignature):
            verify_note(SignedNote(text=TEXT, signatures=signatures), key=LOG.key)


def test_the_key_of_a_witness_signs_no_plain_notes() -> None:
    with pytest.raises(BadNote, match="kind 04"):
        verify_note(parse_note(NOTE), key=WITNESS.key)


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"\n",
        b"text\n",
        b"text\n\n",
        NOTE[:-1],
        NOTE.replace(b"\n", b"\r\n"),
        NOTE.replace(b"first", b"fi\x00st"),
        NOTE.replace("\u2014 ".encode(), b"- "),
        NOTE.replace("\u2014 ".encode(), "\u2014".encode()),
        NOTE + b"a line that is no signature\n",
        b"\xff" + NOTE,
        "text\n\n\u2014 name AAAA\n".encode(),
        "text\n\n\u2014 name\n".encode(),
        "text\n\n\u2014 na+me AAAAAAAAAAA=\n".encode(),
        "text\n\n\u2014  AAAAAAAAAAA=\n".encode(),
        "text\n\n\u2014 name AAAAAAAAAAA\n".encode(),
        "text\n\n\u2014 name AAAAAAAAAAB=\n".encode(),
        ("text\n\n" + "\u2014 name AAAAAAAAAAA=\n" * 65).encode(),
        b"x" * NOTE_BYTES_MAX + NOTE,
    ],
)
def test_what_is_no_note_is_refused(note: bytes) -> None:
    with pytest.raises(BadNote):
        parse_note(note)


def test_sixteen_signatures_and_more_are_read() -> None:
    note = "text\n\n" + "\u2014 name AAAAAAAAAAA=\n" * 64
    assert len(parse_note(note.encode()).signatures) == 64


@pytest.mark.parametrize("kind", KeyKind)
def test_a_verifier_key_reads_back_as_it_was_written(kind: KeyKind) -> None:
    key = SeedSigner(name="ключ.example/журнал", kind=kind).key
    assert parse_verifier_key(str(key)) == key
    assert parse_verifier_key(f"{key}\n") == key


def test_a_key_id_is_the_one_other_implementations_compute() -> None:
    # The key that the Go implementation of signed notes publishes with its example.
    published = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    assert parse_verifier_key(published).key_id.hex() == "c74f20a3"


def test_one_key_has_two_ids_for_its_two_kinds() -> None:
    public = LOG.key.public
    ids = {VerifierKey(name="n", public=public, kind=kind).key_id for kind in KeyKind}
    assert len(ids) == 2


def damaged_keys() -> list[str]:
    name, key_id, material = str(LOG.key).split("+", 2)
    raw = base64.b64decode(material)
    foreign = base64.b64encode(b"\x02" + raw[1:]).decode()
    return [
        "",
        "one line without parts",
        f"{name}+{key_id}",
        f"{name}+00000000+{material}",
        f"other+{key_id}+{material}",
        f"{name}+{key_id}+{material[:-4]}",
        f"{name}+{key_id}+{foreign}",
        f"{name}+{key_id}+!{material[1:]}",
        f" +{key_id}+{material}",
    ]


@pytest.mark.parametrize("text", damaged_keys())
def test_a_damaged_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        parse_verifier_key(text)


def test_a_private_key_given_for_a_public_one_is_not_repeated_in_the_error() -> None:
    name, key_id, material = str(LOG.key).split("+", 2)
    with pytest.raises(BadNote) as refused:
        parse_verifier_key(f"PRIVATE+KEY+{name}+{key_id}+{material}")
    assert material[:6] not in str(refused.value)


def test_the_form_that_openssl_takes_is_told_apart() -> None:
    with pytest.raises(BadNote, match=r"in PEM, which openssl takes; give the line name\+id\+key"):
        parse_verifier_key("-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----\n")


def test_a_public_key_has_32_bytes() -> None:
    with pytest.raises(BadNote):
        VerifierKey(name="n", public=b"short")


@pytest.mark.parametrize("text", ["YQ", "YR==", "Y Q==", "YQ==\n", "-_-_", "é"])
def test_base64_has_one_spelling(text: str) -> None:
    assert decode_base64("YQ==", what="test") == b"a"
    with pytest.raises(BadNote, match="test"):
        decode_base64(text, what="test")
