"""Lists at any width: an id is never cut, words are never broken, nothing is lost."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.text import Text

from plainsight.cli.listing import Column, Listing, number, words

ID = "al_0e1754605c5453956de8670ca0216c32"


def shown(listing: Listing, width: int, *, is_piped: bool = False) -> str:
    kept = io.StringIO()
    listing.show(
        Console(
            file=kept, width=width, highlight=False, color_system=None, force_terminal=not is_piped
        )
    )
    return kept.getvalue()


def queue() -> Listing:
    listing = Listing("alert", "due", number("score"), words("typologies"), "whose", words("what"))
    listing.add(ID, "11-22 14:00", "0.92", "F01 F16", "ana", "Structuring below the threshold")
    listing.add(ID, "11-23 09:00", "0.70", "T05", "", "商户收款码代收，长期招募跑分人员，日结")
    return listing


def test_where_there_is_room_it_is_a_table() -> None:
    head, first, *_ = shown(queue(), 130).splitlines()
    assert head.split() == ["alert", "due", "score", "typologies", "whose", "what"]
    assert first.rstrip().endswith("Structuring below the threshold")


@pytest.mark.parametrize("width", [30, 40, 60, 80, 100, 120, 200])
def test_an_id_stands_whole_on_one_line_at_every_width(width: int) -> None:
    assert shown(queue(), width).count(ID) == 2


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120])
def test_words_are_never_broken(width: int) -> None:
    text = shown(queue(), width)
    for word in ("Structuring", "threshold", "11-22", "0.92", "F16"):
        assert word in text


def test_at_80_columns_what_is_read_stands_below_what_is_copied() -> None:
    assert shown(queue(), 80) == (
        "alert                                due          score  whose\n"
        f"{ID}  11-22 14:00   0.92  ana\n"
        "   F01 F16; Structuring below the threshold\n"
        f"{ID}  11-23 09:00   0.70\n"
        "   T05; 商户收款码代收，长期招募跑分人员，日结\n"
    )


def test_in_a_pipe_each_row_is_one_whole_line() -> None:
    head, *rows = shown(queue(), 40, is_piped=True).splitlines()
    assert head.split() == ["alert", "due", "score", "typologies", "whose", "what"]
    assert [row.split()[0] for row in rows] == [ID, ID]
    assert rows[0].endswith("F01 F16     ana    Structuring below the threshold")


def test_what_does_not_fit_on_the_line_says_what_it_is() -> None:
    assert shown(queue(), 40) == (
        "alert\n"
        f"{ID}\n"
        "   due 11-22 14:00; score 0.92; F01 F16;\n"
        "   whose ana; Structuring below the\n"
        "   threshold\n"
        f"{ID}\n"
        "   due 11-23 09:00; score 0.70; T05;\n"
        "   商户收款码代收，长期招募跑分人员，日\n"
        "   结\n"
    )


def test_markup_and_control_characters_are_shown_and_not_obeyed() -> None:
    listing = Listing("id", words("says"))
    listing.add("x", "[bold]a[/bold]\x1b[2J")
    listing.add("y", Text("styled"))
    text = shown(listing, 80)
    assert "[bold]a[/bold]" in text
    assert "\x1b" not in text


@given(
    rows=st.lists(st.tuples(*[st.text(st.characters(codec="ascii"), max_size=50)] * 4), max_size=5),
    width=st.integers(min_value=10, max_value=140),
)
def test_nothing_is_lost_whatever_the_cells_hold(
    rows: list[tuple[str, str, str, str]], width: int
) -> None:
    listing = Listing("id", Column("name"), number("count"), words("says"))
    for row in rows:
        listing.add(*row)
    text = "".join(shown(listing, width).split())
    for row in rows:
        assert "…" not in text
        for cell in row:
            kept = "".join(char for char in cell if char.isalnum())
            assert all(char in text for char in kept)


def test_a_list_of_nothing_says_so_and_has_no_titles() -> None:
    nothing = Listing("agency", number("preserved"))
    assert shown(nothing, 80) == "none\n"
    assert shown(nothing, 80, is_piped=True).split() == ["agency", "preserved"]


def test_a_list_without_titles_has_no_line_for_them() -> None:
    listing = Listing("", number(""), words(""))
    listing.add("✓ kept", "2 of 2", "of these, within 48 hours of receipt")
    line = "✓ kept  2 of 2  of these, within 48 hours of receipt\n"
    assert [shown(listing, 80), shown(listing, 80, is_piped=True)] == [line, line]
    assert shown(listing, 30) == "✓ kept  2 of 2\n   of these, within 48 hours\n   of receipt\n"


@pytest.mark.parametrize("width", [40, 80, 120])
def test_what_is_drawn_again_and_again_is_what_is_printed_once(width: int) -> None:
    kept = io.StringIO()
    screen = Console(file=kept, width=width, color_system=None, force_terminal=True)
    screen.print(queue().fitted(screen))
    drawn = [line.rstrip() for line in kept.getvalue().splitlines()]
    assert drawn == [line.rstrip() for line in shown(queue(), width).splitlines()]
