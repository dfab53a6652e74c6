"""`python -m bench`: what was measured is told at once, and is not lost."""

import json

import pytest
from bench import __main__ as command
from bench.durations import MINUTES, QUICK
from bench.row import Row


def told(area: str, *, is_met: bool | None = None) -> list[Row]:
    return [Row(area=area, what=f"speed of {area}", value=1.0, unit="s", is_met=is_met)]


def interrupted_at(area: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def measure(asked: str, *, is_quick: bool) -> list[Row]:
        if asked == area:
            raise KeyboardInterrupt
        return told(asked)

    monkeypatch.setattr(command, "measure", measure)


def test_each_area_is_printed_before_the_next_is_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    printed: list[str] = []

    def measure(area: str, *, is_quick: bool) -> list[Row]:
        printed.append(capsys.readouterr().out)
        return told(area)

    monkeypatch.setattr(command, "measure", measure)
    assert command.main(["prove", "views"]) == 0
    assert printed[0] == ""
    assert "speed of prove" in printed[1]
    assert "speed of views" in capsys.readouterr().out


def test_an_interrupt_keeps_what_was_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    interrupted_at("views", monkeypatch)
    assert command.main(["prove", "views", "--json"]) == command.EXIT_INTERRUPTED
    said = capsys.readouterr()
    assert [row["area"] for row in json.loads(said.out)] == ["prove"]
    assert "interrupted; 1 of 2 areas are told" in said.err


def test_a_missed_target_is_the_answer_of_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "measure", lambda area, *, is_quick: told(area, is_met=False))
    assert command.main(["prove"]) == 1


def test_it_says_beforehand_how_long_it_takes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "measure", lambda area, *, is_quick: told(area))
    command.main([])
    said = capsys.readouterr().err
    assert f"{len(MINUTES)} areas, about" in said.splitlines()[0]
    assert "hours" in said.splitlines()[0]


def test_every_area_has_its_time_and_the_quick_ones_are_areas() -> None:
    assert set(command.all_areas()) == set(MINUTES)
    assert set(QUICK) < set(MINUTES)


def test_quick_runs_the_quick_areas_only(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, bool]] = []

    def measure(area: str, *, is_quick: bool) -> list[Row]:
        asked.append((area, is_quick))
        return told(area)

    monkeypatch.setattr(command, "measure", measure)
    command.main(["--quick"])
    assert asked == [(area, True) for area in sorted(QUICK)]
