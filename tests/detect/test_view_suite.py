"""The obfuscation suite: what hides is found in every language, ordinary posts are let be."""

from collections import Counter

import pytest
from bench.obfuscation.score import LANGUAGES, MISTAKEN_MAX, RECALL_MIN, Case, is_found, load

from plainsight.detect.views import read
from plainsight.detect.views.view import View


@pytest.fixture(scope="module")
def judged() -> list[tuple[Case, bool]]:
    return [(case, is_found(case)) for case in load()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_hidden_terms_are_found(judged: list[tuple[Case, bool]], language: str) -> None:
    cases = [f for c, f in judged if c.language == language and c.start is not None]
    assert sum(cases) >= RECALL_MIN * len(cases)


@pytest.mark.parametrize("language", LANGUAGES)
def test_ordinary_posts_are_let_be(judged: list[tuple[Case, bool]], language: str) -> None:
    cases = [f for c, f in judged if c.language == language and c.start is None]
    assert sum(cases) <= MISTAKEN_MAX * len(cases)


def test_the_suite_is_large_and_covers_every_language() -> None:
    hidden = Counter(case.language for case in load() if case.start is not None)
    assert hidden.total() >= 400
    assert min(hidden[language] for language in LANGUAGES) >= 100


def test_no_marked_slice_is_the_bare_term() -> None:
    hidden = [case for case in load() if case.start is not None]
    assert not [case.id for case in hidden if case.text[case.start : case.end] == case.term]


def test_every_case_is_its_own() -> None:
    cases = [(case.term, case.text) for case in load()]
    assert len(cases) == len(set(cases))
    assert all(read(text, View.FOLD).text for _, text in cases)
