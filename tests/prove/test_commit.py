import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.prove import names, texts

from plainsight.errors import BadValue
from plainsight.prove.commit import commit, is_opened

salts = st.binary(min_size=32, max_size=32)


@given(texts, names, salts)
def test_a_commitment_opens_with_what_it_was_made_of(value: str, name: str, salt: bytes) -> None:
    assert is_opened(commit(value, name=name, salt=salt), value=value, name=name, salt=salt)


@given(st.tuples(texts, names, salts), st.tuples(texts, names, salts))
def test_no_other_value_name_or_salt_opens_it(
    made: tuple[str, str, bytes], tried: tuple[str, str, bytes]
) -> None:
    value, name, salt = made
    other_value, other_name, other_salt = tried
    opened = is_opened(
        commit(value, name=name, salt=salt), value=other_value, name=other_name, salt=other_salt
    )
    assert opened is (made == tried)


def test_without_the_salt_a_guessed_phone_number_cannot_be_confirmed() -> None:
    # The attack on bare hashes: the whole number plan is tried in seconds.
    commitment = commit("+6561234567", name="phone", salt=b"forgotten by everybody, 32 bytes")
    told = b"plainsight/commitment/v1\nphone\n+6561234567"
    assert commitment != hashlib.sha256(told).hexdigest()
    assert not is_opened(commitment, value="+6561234567", name="phone", salt=bytes(32))


def test_the_construction_is_the_one_in_the_specification() -> None:
    told = b"plainsight/commitment/v1\naccount_id\nu_1"
    expected = hmac.new(b"s" * 32, told, hashlib.sha256).hexdigest()
    assert commit("u_1", name="account_id", salt=b"s" * 32) == expected


@pytest.mark.parametrize(
    ("value", "name", "salt"),
    [("v", "n", b""), ("v", "n", b"x" * 31), ("v", "n", b"x" * 33), ("v", "N", b"x" * 32),
     ("v", "", b"x" * 32), ("v", "a\nb", b"x" * 32), ("\ud800", "n", b"x" * 32)],
)  # fmt: skip
def test_a_commitment_that_could_be_doubted_is_not_made(value: str, name: str, salt: bytes) -> None:
    with pytest.raises(BadValue):
        commit(value, name=name, salt=salt)
