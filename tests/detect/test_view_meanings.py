"""What a literal may mean is asked once and told alike wherever it stands."""

from plainsight.detect.views import Technique, Variant, View
from plainsight.detect.views.meanings import Meanings


def _variant(plain: str, technique: Technique) -> Variant:
    return Variant(view=View.SOUND, text="bingdu", technique=technique, plain=plain)


def test_a_term_is_told_once_with_all_its_techniques() -> None:
    meanings = Meanings(
        [
            ("1", _variant("冰毒", Technique.PINYIN)),
            ("2", _variant("病毒", Technique.PINYIN)),
            ("1", _variant("冰毒", Technique.EMOJI)),
        ]
    )
    assert [(key, variant.plain, known) for key, variant, known in meanings.by_term] == [
        ("1", "冰毒", {Technique.PINYIN, Technique.EMOJI}),
        ("2", "病毒", {Technique.PINYIN}),
    ]
    assert meanings.plains == {"冰毒", "病毒"}


def test_homophones_need_company_unless_one_term_does_not() -> None:
    shy, bold = (
        ("1", _variant("冰毒", Technique.HOMOPHONES)),
        ("2", _variant("换外汇", Technique.HOMOPHONE)),
    )
    assert Meanings([shy]).need_company
    assert not Meanings([shy, bold]).need_company


def test_meanings_are_plain_only_if_each_is() -> None:
    plain, respelt = (
        ("1", _variant("冰毒", Technique.PLAIN)),
        ("1", _variant("冰毒", Technique.EMOJI)),
    )
    assert Meanings([plain]).are_plain
    assert not Meanings([plain, respelt]).are_plain
