"""A policy that was read and checked once is kept, and one that cannot be trusted is read anew."""

import pickle
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainsight import wiring
from plainsight.detect.detector import Detector
from plainsight.detect.lexicon import Facet, Lexicon, Term
from plainsight.detect.policy import Policy, make_policy
from plainsight.engines.columnar.kept_file import write_file
from plainsight.engines.columnar.kept_name import policy_file
from plainsight.engines.columnar.kept_policy import keep_policy, read_kept_policy
from plainsight.engines.columnar.kept_terms import KeptTerms
from plainsight.errors import BadPolicy
from plainsight.feeds.policy import folder as policy_feed
from plainsight.feeds.policy_root import policy_root

ADVERT = "车队长期接料，卡接回U，点位20，飞机 @chedui88"
SENSE = "- {id: cash.deliver, facet: logistics, gloss: {en: brings cash, zh: 送钱, es: trae}}\n"
TYPOLOGY = """\
id: T01
name: cash-drop
version: 1
title: {en: Cash drop, zh: 送钱, es: entrega}
summary: Somebody offers to bring cash to a place.
cites:
  - {advisory: A, flag: A-01, quote: "cash is brought"}
indicators:
  - {id: cash, facet: logistics, weight: 0.6, anchor: true, senses: [cash.deliver], says: cash}
  - {id: contact, facet: contact, weight: 0.4, extracts: [handle.qq], says: names a contact}
require: {facets: 2}
threshold: 0.5
"""
ADVISORY = "{id: A, title: On cash, issuer: X, flags: [{id: A-01, text: cash is brought}]}\n"
HEAD = "term,language,sense,source,first_seen,expires,homophones,note\n"

terms = st.builds(
    Term,
    text=st.text(),
    language=st.sampled_from(["zh", "en", "es", "any"]),
    sense_id=st.text(),
    source=st.text(),
    first_seen=st.text(),
    expires_on=st.none() | st.dates(),
    homophones=st.booleans(),
    note=st.text(),
)


@pytest.fixture(scope="module")
def shipped() -> Policy:
    """As it is read from its own files."""
    return policy_feed.load_policy(policy_root())


@pytest.fixture(scope="module")
def kept(shipped: Policy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = policy_file(tmp_path_factory.mktemp("cache") / "inner", "0" * 32)
    keep_policy(shipped, path)
    return path


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A policy of one typology and one term, with a cache of its own."""
    monkeypatch.setenv("PLAINSIGHT_CACHE", str(tmp_path / "cache"))
    root = tmp_path / "policy"
    lexicon = root / "typologies" / "lexicon"
    (lexicon / "senses").mkdir(parents=True)
    (lexicon / "senses" / "cash.yaml").write_text(SENSE, encoding="utf-8")
    (lexicon / "en_cash.csv").write_text(f"{HEAD}cash drop,en,cash.deliver,seen,2020,,,\n")
    for name, text in (("advisories/a.yaml", ADVISORY), ("T01-cash-drop/typology.yaml", TYPOLOGY)):
        (root / "typologies" / name).parent.mkdir()
        (root / "typologies" / name).write_text(text, encoding="utf-8")
    shutil.copytree(policy_root() / "spec" / "schemas", root / "spec" / "schemas")
    return root


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that were read and checked, in order."""
    seen: list[Path] = []
    whole: Callable[[Path], Policy] = policy_feed.load_policy
    monkeypatch.setattr(
        policy_feed, "load_policy", lambda root: (seen.append(root), whole(root))[1]
    )
    return seen


def only_kept(root: Path) -> Path:
    (path,) = (root.parent / "cache").glob("policy-*.npz")
    return path


def texts(policy: Policy) -> list[str]:
    return [term.text for term in policy.lexicon.terms]


def test_the_shipped_policy_comes_back_as_it_was_kept(shipped: Policy, kept: Path) -> None:
    again = read_kept_policy(kept)
    assert again == shipped
    assert again is not None
    assert make_policy(again.lexicon, again.typologies).digest == shipped.digest
    # A name would be equal to the facet that it names.
    assert all(type(sense.facet) is Facet for sense in again.lexicon.senses.values())
    assert all(type(each.facet) is Facet for t in again.typologies for each in t.indicators)


def test_a_kept_policy_finds_what_the_policy_finds(shipped: Policy, kept: Path) -> None:
    chosen = tuple(term for term in shipped.lexicon.terms if term.text in ADVERT)
    some = make_policy(Lexicon(terms=chosen, senses=shipped.lexicon.senses), shipped.typologies)
    keep_policy(some, kept.with_name("policy-some.npz"))
    again = read_kept_policy(kept.with_name("policy-some.npz"))
    assert again is not None
    assert Detector(again).examine(ADVERT) == Detector(some).examine(ADVERT)
    assert Detector(some).examine(ADVERT).findings


@given(st.lists(terms))
def test_any_terms_come_back_one_by_one_and_all_at_once(given_terms: list[Term]) -> None:
    found = KeptTerms.of(given_terms)
    assert [found[place] for place in range(len(found))] == given_terms
    assert found == tuple(given_terms)
    assert list(pickle.loads(pickle.dumps(found))) == given_terms  # as other processes get it
    assert found[-2:] == tuple(given_terms[-2:])


def test_a_policy_is_read_once_and_then_found_kept(small: Path, reads: list[Path]) -> None:
    first = wiring.load_policy(small)
    assert wiring.load_policy(small) == first
    assert reads == [small]


def test_a_term_counts_through_its_last_day_and_the_kept_policy_knows_it(
    small: Path, reads: list[Path]
) -> None:
    rows = (
        "cash drop,en,cash.deliver,seen,2020,2026-03-31,,\n"
        "cash home,en,cash.deliver,seen,2020,2026-06-30,,\n"
        "cash run,en,cash.deliver,seen,2020,,,\n"
    )
    (small / "typologies" / "lexicon" / "en_cash.csv").write_text(HEAD + rows)
    judged = {
        date(2026, 3, 31): ["cash drop", "cash home", "cash run"],
        date(2026, 4, 1): ["cash home", "cash run"],
        date(2026, 6, 30): ["cash home", "cash run"],
        date(2026, 7, 1): ["cash run"],
        date(2026, 1, 1): ["cash drop", "cash home", "cash run"],  # asked again of a day before
    }
    digests = []
    for _ in range(2):  # the second time all is kept
        for day, expected in judged.items():
            policy = wiring.load_policy(small, on=day)
            assert texts(policy) == expected
            assert policy.digest == make_policy(policy.lexicon, policy.typologies).digest
            digests.append(policy.digest)
    assert len(set(digests)) == 3
    assert reads == [small]


def test_an_expired_term_finds_nothing_today(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = small / "typologies" / "lexicon" / "en_cash.csv"
    post = "cash drop daily, QQ 123456789"
    assert Detector(wiring.load_policy(small)).examine(post).findings
    file.write_text(f"{HEAD}cash drop,en,cash.deliver,seen,2020,2026-03-31,,\n")
    for day, is_found in ((date(2026, 3, 31), True), (date(2026, 4, 1), False)):
        today = datetime.combine(day, time(23, 59), tzinfo=UTC)
        monkeypatch.setattr(wiring, "read_clock", lambda today=today: today)
        assert bool(Detector(wiring.load_policy(small)).examine(post).findings) is is_found


def test_a_term_in_two_files_expires_with_the_last(small: Path) -> None:
    folder = small / "typologies" / "lexicon"
    (folder / "en_cash.csv").write_text(f"{HEAD}cash drop,en,cash.deliver,a,2020,2026-03-31,,\n")
    (folder / "en_more.csv").write_text(f"{HEAD}cash drop,en,cash.deliver,b,2020,2026-05-31,,\n")
    assert texts(wiring.load_policy(small, on=date(2026, 5, 31))) == ["cash drop"]
    assert texts(wiring.load_policy(small, on=date(2026, 6, 1))) == []
    (folder / "en_never.csv").write_text(f"{HEAD}cash drop,en,cash.deliver,c,2020,,,\n")
    assert texts(wiring.load_policy(small, on=date(2026, 6, 1))) == ["cash drop"]


def test_the_same_files_elsewhere_are_the_same_policy(small: Path, reads: list[Path]) -> None:
    first = wiring.load_policy(small)
    assert wiring.load_policy(small.rename(small.with_name("moved"))) == first
    assert reads == [small]


@pytest.mark.parametrize(
    "changed", ["typologies/lexicon/en_cash.csv", "typologies/lexicon/en_more.csv"]
)
def test_a_changed_file_is_noticed(small: Path, changed: str) -> None:
    assert texts(wiring.load_policy(small)) == ["cash drop"]
    (small / changed).write_text(f"{HEAD}cash home,en,cash.deliver,seen,2020,,,\n")
    assert "cash home" in texts(wiring.load_policy(small))


def test_a_policy_that_became_wrong_is_refused_although_it_was_kept(small: Path) -> None:
    wiring.load_policy(small)
    (small / "typologies" / "lexicon" / "senses" / "cash.yaml").write_text("[]")
    with pytest.raises(BadPolicy):
        wiring.load_policy(small)


def test_a_wrong_policy_is_never_kept(small: Path) -> None:
    (small / "typologies" / "lexicon" / "senses" / "cash.yaml").write_text("[]")
    for _ in range(2):
        with pytest.raises(BadPolicy):
            wiring.load_policy(small)
    assert not (small.parent / "cache").exists()


def test_files_written_while_they_are_read_are_not_kept(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole: Callable[[Path], Policy] = policy_feed.load_policy

    def disturbed(root: Path) -> Policy:
        (root / "typologies" / "lexicon" / "en_cash.csv").write_text(HEAD)
        return whole(root)

    monkeypatch.setattr(policy_feed, "load_policy", disturbed)
    assert texts(wiring.load_policy(small)) == []
    assert not (small.parent / "cache").exists()


def test_a_damaged_policy_is_read_anew(small: Path, reads: list[Path]) -> None:
    first = wiring.load_policy(small)
    path = only_kept(small)
    whole = bytearray(path.read_bytes())
    whole[whole.index(b"cash drop")] ^= 1
    for held in (bytes(whole), bytes(whole[:-500]), b""):
        path.write_bytes(held)
        assert wiring.load_policy(small) == first
    assert reads == [small] * 4


def test_a_policy_that_others_may_write_is_read_anew(small: Path, reads: list[Path]) -> None:
    wiring.load_policy(small)
    only_kept(small).chmod(0o666)
    wiring.load_policy(small)
    assert reads == [small] * 2


def test_an_older_policy_under_the_name_of_a_newer_is_not_believed(small: Path) -> None:
    wiring.load_policy(small)
    old = only_kept(small)
    older = old.rename(old.with_name("aside"))
    (small / "typologies" / "lexicon" / "en_cash.csv").write_text(HEAD)
    assert texts(wiring.load_policy(small)) == []
    new = only_kept(small)
    older.rename(new)
    assert texts(wiring.load_policy(small)) == []
    new.rename(older)
    new.symlink_to(older)
    assert read_kept_policy(new) is None


@pytest.mark.parametrize("plan", [[], {}, ["", "", [], [{"Term": []}], []], ["", "", [1], [], []]])
def test_a_plan_of_something_else_is_no_policy(plan: object, tmp_path: Path) -> None:
    write_file(tmp_path / "policy-other.npz", plan, {})
    assert read_kept_policy(tmp_path / "policy-other.npz") is None
