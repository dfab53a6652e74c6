"""A narrative says what its evidence says, and nothing else."""

import re
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.strategies.reports import continuing, sar_draft, terms

from plainsight.casework.report.blocks import cut_blocks, narrative_lines
from plainsight.casework.report.draft import Occasion, ReportForm
from plainsight.casework.report.facts import ReportFacts
from plainsight.casework.report.indicators import SharedKind, shared_indicators
from plainsight.casework.report.narrative import compose_narrative, narrative_grounds, quotable
from plainsight.casework.report.sentence import Part, Sentence, find_flaw, require_grounded
from plainsight.demo.broker import demo_facts
from plainsight.errors import BadValue, UnfitReport, Ungrounded

DRAFT = sar_draft()
GROUNDS = narrative_grounds(DRAFT.facts, terms().sar, Occasion())
NUMBERS = [
    (sentence, found.span())
    for sentence in DRAFT.narrative
    for found in re.finditer(r"\d+", sentence.text)
]


def say(text: str, *rests_on: str) -> Sentence:
    return Sentence(part=Part.WHAT, text=text, rests_on=rests_on)


def test_the_demo_narrative_answers_the_five_questions() -> None:
    parts = {sentence.part for sentence in DRAFT.narrative}
    assert parts == set(Part)


def test_every_sentence_of_the_demo_narrative_is_grounded() -> None:
    assert all(sentence.rests_on for sentence in DRAFT.narrative)
    require_grounded(DRAFT.narrative, GROUNDS)


@given(st.sampled_from(NUMBERS), st.integers(min_value=1, max_value=9))
def test_a_changed_number_is_refused_wherever_it_stands(
    where: tuple[Sentence, tuple[int, int]], shift: int
) -> None:
    sentence, (_, end) = where
    digit = sentence.text[end - 1]
    changed = sentence.text[: end - 1] + str((int(digit) + shift) % 10) + sentence.text[end:]
    own = [GROUNDS[name] for name in sentence.rests_on]
    token = changed[changed.rfind(" ", 0, end) + 1 :].split()[0].strip("(),.;:“”")
    # One account for another of the same subject: a name, and one that the evidence holds.
    assume(not any(token in ground.names and not token.isdecimal() for ground in own))
    mutant = replace(sentence, text=changed)
    with pytest.raises(Ungrounded):
        require_grounded([mutant], {name: GROUNDS[name] for name in sentence.rests_on})


def test_a_sentence_that_rests_on_nothing_is_refused() -> None:
    assert "rests on nothing" in find_flaw(say("They are criminals."), GROUNDS)


def test_a_sentence_may_not_rest_on_what_the_report_does_not_hold() -> None:
    assert "not among the facts" in find_flaw(say("It was so.", "transfer:t-999"), GROUNDS)


@pytest.mark.parametrize(
    "text",
    [
        "There were 9 transfers.",  # 8 of this finding
        "There were 8 posts.",  # 8, but transfers
        "There were eight transfers.",
        "Account wx-broker-99 took part.",
        "They wrote: “换汇不限”.",
        "On 2026-02-05 it began.",
        "It came to 42,800.00 CNY.",
    ],
)
def test_what_the_evidence_does_not_say_is_refused(text: str) -> None:
    own = "tally:fi-32", "finding:fi-32"
    assert find_flaw(say(text, *own), GROUNDS)
    assert not find_flaw(say("There were 8 transfers.", *own), GROUNDS)


def test_an_amount_needs_the_transfer_that_it_was_paid_in() -> None:
    text = "wx-courier-1 paid 9,800.00 USD."
    assert not find_flaw(say(text, "transfer:t-101a"), GROUNDS)
    assert find_flaw(say(text, "transfer:t-104a"), GROUNDS)


def test_a_quotation_must_stand_so_in_the_post() -> None:
    post = "post:纽约华人互助群/p-1001"
    assert not find_flaw(say("The post says “额度不限”.", post), GROUNDS)
    assert find_flaw(say("The post says “额度有限”.", post), GROUNDS)


def test_a_reason_may_be_repeated_word_for_word_and_not_otherwise() -> None:
    finding = "finding:fi-32"
    reason = "4 pairs of legs settle one value each, where chance gives 0.06"
    assert not find_flaw(say(f"Seen: {reason}.", finding), GROUNDS)
    assert find_flaw(say(f"Seen: {reason.replace('0.06', '0.6')}.", finding), GROUNDS)


def test_a_tally_is_added_up_from_its_transfers_and_never_entered() -> None:
    facts = demo_facts()
    fewer = replace(facts, transfers=facts.transfers[:-1], wallets=())
    before = str(sorted(map(str, facts.grounds()["tally:all"].figures)))
    after = str(sorted(map(str, fewer.grounds()["tally:all"].figures)))
    assert "9 transfer" in before
    assert "8 transfer" in after


def test_a_continuing_report_names_the_one_it_continues() -> None:
    told = " ".join(s.text for s in sar_draft(occasion=continuing()).narrative)
    assert "continues the report numbered 31000055053784" in told


def test_a_post_full_of_quotation_marks_cannot_break_the_narrative() -> None:
    facts = demo_facts()
    facts = replace(facts, findings=tuple(replace(f, rests_on=()) for f in facts.findings))
    hostile = replace(facts.posts[0], text='”“\x00\r\n"100" “half” ${x} 三千', surface='a"b“c 7')
    changed = replace(facts, posts=(hostile, *facts.posts[1:]))
    usual = [each.text for each in compose_narrative(facts, terms().sar, Occasion())]
    told = [each.text for each in compose_narrative(changed, terms().sar, Occasion())]
    assert [text for text in usual if text not in told] == [
        "On 2026-02-02 at 09:30 UTC account wx-broker-88 posted in 纽约华人互助群: "
        f"“{facts.posts[0].text}”."
    ]
    assert [text for text in told if text not in usual] == [
        "On 2026-02-02 at 09:30 UTC account wx-broker-88 posted in a'b'c 7: “${x} 三千”.",
        "Posts stood in a'b'c 7, which is public or semi-public.",
    ]


@given(st.text(max_size=400))
def test_what_is_quoted_stands_in_the_post(text: str) -> None:
    quoted = quotable(text)
    assert quoted in text
    assert quoted.isprintable()
    assert len(quoted) <= 200


@given(st.lists(st.text("abc ", min_size=1, max_size=60).map(str.strip).filter(bool), max_size=60))
def test_blocks_fit_and_lose_nothing(texts: list[str]) -> None:
    sentences = [say(f"{text}.", "post:x") for text in texts]
    blocks = cut_blocks(sentences, chars_max=200, blocks_max=99)
    assert all(len(block) <= 200 and block == block.strip() for block in blocks)
    assert " ".join(blocks) == " ".join(narrative_lines(sentences))


def test_a_narrative_beyond_five_blocks_is_refused_rather_than_cut() -> None:
    long = [say("x" * 3_900 + ".", "post:x")] * 6
    with pytest.raises(UnfitReport, match="6 blocks"):
        cut_blocks(long, chars_max=4_000, blocks_max=5)
    with pytest.raises(UnfitReport, match="a sentence has"):
        cut_blocks([say("x" * 4_001, "post:x")], chars_max=4_000, blocks_max=5)


def test_five_blocks_hold_a_case_of_thousands_of_transfers() -> None:
    facts = demo_facts()
    one = facts.transfers[0]
    many = tuple(replace(one, transfer_id=f"u-{n}") for n in range(3_000))
    big = replace(facts, transfers=(*facts.transfers, *many))
    narrative = compose_narrative(big, terms().sar, Occasion())
    assert len(cut_blocks(narrative, chars_max=4_000, blocks_max=5)) <= 5
    assert any("3009 transfers" in sentence.text for sentence in narrative)


def test_a_reader_at_an_fiu_meets_no_id_and_no_score_of_ours() -> None:
    told = " ".join(sentence.text for sentence in DRAFT.narrative)
    for finding in DRAFT.facts.findings:
        assert finding.finding_id not in told
        assert f"{finding.score_permille} permille" not in told
        assert all(reason in told for reason in finding.says)
    assert not any(mirror.pair_id in told for mirror in DRAFT.facts.mirrors)


def test_reasons_stand_together_and_never_outgrow_a_block() -> None:
    facts = demo_facts()
    one = replace(facts.findings[0], says=tuple(f"reason {n} of many" for n in range(20)))
    told = compose_narrative(
        replace(facts, findings=(one, *facts.findings[1:])), terms().sar, Occasion()
    )
    reasons = [s.text for s in told if s.text.startswith("Reasons for T01: ")]
    assert [text.count(";") + 1 for text in reasons] == [8, 8, 4]


def test_an_fiu_reads_the_first_transfers_and_finds_all_of_them_as_transactions() -> None:
    facts = demo_facts()
    one = facts.transfers[0]
    many = tuple(replace(one, transfer_id=f"u-{n}") for n in range(30))
    big = replace(facts, transfers=(*facts.transfers, *many))
    narrative = compose_narrative(big, terms().sar, Occasion(), form=ReportForm.GOAML)
    told = [sentence.text for sentence in narrative]
    assert sum(text.startswith("Transfer ") for text in told) == 10
    (cut,) = (text for text in told if text.startswith("In all there are"))
    assert cut.startswith("In all there are 39 transfers; ")
    assert cut.endswith("all of them as transactions of this report.")


@pytest.mark.parametrize("chars", [300, 900, 2_000])
def test_a_draft_for_an_fiu_lists_less_until_it_fits_with_room_for_a_persons_words(
    chars: int,
) -> None:
    facts = demo_facts()
    one, post = facts.transfers[0], facts.posts[0]
    many = tuple(replace(one, transfer_id=f"u-{n}", source="x" * chars) for n in range(12))
    more = tuple(replace(post, post_id=f"q-{n}") for n in range(12))
    big = replace(facts, transfers=(*facts.transfers, *many), posts=(*facts.posts, *more))
    fiu = terms().fiu("AE")
    wide = compose_narrative(big, terms().sar, Occasion(), form=ReportForm.GOAML)
    told = compose_narrative(big, terms().sar, Occasion(), form=ReportForm.GOAML, fiu=fiu)
    assert len(_joined(told)) <= fiu.comment_chars_max * 9 // 10
    assert (told == wide) is (len(_joined(wide)) <= fiu.comment_chars_max * 9 // 10)
    assert f"In all there are {len(big.transfers)} transfers" in _joined(told)


def _joined(sentences: tuple[Sentence, ...]) -> str:
    return " ".join(sentence.text for sentence in sentences)


def test_an_account_called_by_a_number_is_named_but_counts_nothing() -> None:
    facts = demo_facts()
    numbered = replace(facts.transfers[-1], source="7", target="4012888")
    own = replace(facts, transfers=(*facts.transfers[:-1], numbered)).grounds()
    assert not find_flaw(say("Account 7 paid 4012888.", numbered.ground_id), own)
    assert find_flaw(say("There were 7 transfers.", numbered.ground_id), own)
    assert find_flaw(say("It paid 7 USD.", numbered.ground_id), own)


def test_facts_without_anything_to_rest_on_are_no_report() -> None:
    facts = demo_facts()
    with pytest.raises(BadValue, match="at least a post or a transfer"):
        ReportFacts(case_id="c", detected_at=facts.detected_at, subjects=())


def test_a_mirror_needs_its_transfers() -> None:
    facts = demo_facts()
    with pytest.raises(BadValue, match="give the transfer with its mirror"):
        replace(facts, transfers=facts.transfers[2:])


def test_an_amount_without_a_rate_is_unknown_and_not_zero() -> None:
    facts = demo_facts()
    foreign = replace(facts.transfers[1], is_counted=True, value=None)
    assert (
        replace(facts, transfers=(facts.transfers[0], foreign, *facts.transfers[2:])).amount is None
    )


def told_of(facts: ReportFacts, **changed: object) -> list[str]:
    """What the narrative says of the first post once that was changed."""
    post = replace(facts.posts[0], **changed)  # type: ignore[arg-type]
    told = replace(facts, posts=(post, *facts.posts[1:]))
    sentences = compose_narrative(told, terms().sar, Occasion())
    return [each.text for each in sentences if each.rests_on == (post.ground_id,)]


def test_a_post_edited_since_is_told_in_the_words_judged_and_in_later_ones() -> None:
    facts = demo_facts()
    words = quotable(facts.posts[0].text)
    before = told_of(facts)
    after = told_of(facts, now_reads="今天天气很好", also_read=("另一条",), revision=2)
    assert any(f"“{words}”" in text for text in after)
    assert [text for text in after if text not in before] == [
        "At another time the same post read: “另一条”.",
        "The post was edited after it read so; a later wording is: “今天天气很好”.",
    ]


def test_a_post_whose_words_were_taken_out_says_so_and_keeps_them() -> None:
    facts = demo_facts()
    after = told_of(facts, now_reads="")
    assert f"“{quotable(facts.posts[0].text)}”" in after[0]
    assert "The post was edited after it read so; a later wording has no words left." in after


def test_a_report_says_where_no_wording_kept_has_what_was_found() -> None:
    told = told_of(demo_facts(), is_quoted=False)
    assert "What the finding quotes stands in no wording of this post that was kept." in told


def test_the_newest_wording_is_nothing_that_is_shared_as_an_indicator() -> None:
    facts = demo_facts()
    post = replace(facts.posts[0], now_reads=facts.posts[0].text, text="gone", also_read=())
    shared = shared_indicators(replace(facts, posts=(post,)))
    assert not [each for each in shared if each.kind is SharedKind.PHRASE]
