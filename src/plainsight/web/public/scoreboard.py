"""The commitments as numbers, each with the entries of the audit log it was computed from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from fastapi import APIRouter, Request
from starlette.responses import Response

from plainsight.app.oversight.scoreboard import Line, Scoreboard, Told, read_scoreboard
from plainsight.oversight.commitment import PROMISES, Commitment
from plainsight.oversight.measure import Measure
from plainsight.oversight.statement import spans_of
from plainsight.web.given import WebServices
from plainsight.web.i18n.speech import Speech, speech
from plainsight.web.identity.guard import Services
from plainsight.web.locale import locale_of
from plainsight.web.pages import render

router = APIRouter()

# A count that goes up the minute a report is filed tells whoever watches that one was: a SAR's
# existence is secret (31 U.S.C. 5318(g)(2)). A period that is over tells how many, and of nobody.
STATED_ONLY = frozenset({"C1.reported"})
_UNTOLD = Told(value=None, part_of=None, is_kept=None, entries=())
FRESH_FOR = timedelta(seconds=60)
_WIDTH, _HEIGHT = 120, 26
_STEP_MAX, _FILLED = 12, 0.75
_LEAST = 1.0  # of nothing, too: a period without a bar was not measured
_SPANS_CHARS_MAX = 240


class Bar(NamedTuple):
    """One period in the small picture beside a measure, in the units of its view box."""

    x: float
    y: float
    width: float
    height: float
    is_running: bool  # not over yet: a short bar there is no fall


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """One measure as a page says it."""

    line: Line
    amount: str  # of the stated period; since the log began where there is none
    whole: str  # what it is a share of, in words; or nothing
    spans: str
    since: str  # since that period; nothing where that is the number itself
    since_spans: str
    bars: tuple["Bar", ...]  # by period; none for a single one


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPromise:
    """One commitment with its measures."""

    commitment: Commitment
    promise: str
    lines: tuple[ShownLine, ...]

    @property
    def kept(self) -> bool | None:
        """Whether every measure that promises something was kept; None when none says."""
        said = [each.line.is_kept for each in self.lines if each.line.is_kept is not None]
        return all(said) if said else None


@router.get("/")
def show_scoreboard(request: Request, services: Services) -> Response:
    """The first page of all: what was promised, and what the log says of it."""
    spoken = speech(locale_of(request, services.settings.locale))
    board = fresh_board(request, services)
    with services.records.read() as reading:
        checkpoint = reading.checkpoints.latest()
    context = {
        "board": board,
        "promises": [_promise(each, board, spoken) for each in Commitment],
        "checkpoint": checkpoint,
        "statements": () if services.statements is None else services.statements.periods(),
    }
    return render(request, "public/scoreboard.html", context)


def amount_text(measure: Measure, told: Told, spoken: Speech) -> tuple[str, str]:
    """A value as this language says it, and what it is a part of."""
    if told.value is None:
        return "–", ""
    if measure.unit == "seconds":
        return spoken.span(timedelta(seconds=told.value)), ""
    if measure.part_of and told.part_of:
        share = round(100 * told.value / told.part_of)
        whole = spoken.say(
            "{part} of {whole}", part=spoken.number(told.value), whole=spoken.number(told.part_of)
        )
        return f"{share} %", whole
    return spoken.number(told.value), ""


def bars_of(values: Sequence[int | None]) -> tuple[Bar, ...]:
    """A bar for each period that has a value, the running one last."""
    if len(values) < 2:
        return ()
    most = max((value for value in values if value is not None), default=0)
    step = min(_WIDTH / len(values), _STEP_MAX)
    bars: list[Bar] = []
    for place, value in enumerate(values):
        if value is not None:
            height = max(_HEIGHT * value / most if most else 0.0, _LEAST)
            bars.append(
                Bar(
                    x=round(place * step, 1),
                    y=round(_HEIGHT - height, 1),
                    width=round(step * _FILLED, 1),
                    height=round(height, 1),
                    is_running=place == len(values) - 1,
                )
            )
    return tuple(bars)


def fresh_board(request: Request, services: WebServices) -> Scoreboard:
    """Measured at most once a minute: everybody may ask, and the log is long."""
    now = services.clock()
    kept: tuple[datetime, Scoreboard] | None = getattr(request.app.state, "scoreboard", None)
    if kept is not None and now - kept[0] < FRESH_FOR:
        return kept[1]
    board = _public(read_scoreboard(services.records, services.statements, now=now))
    request.app.state.scoreboard = (now, board)
    return board


def _public(board: Scoreboard) -> Scoreboard:
    """What everybody may see while a period runs (decision 74)."""
    lines = (
        replace(line, since=_UNTOLD, trend=(*line.trend[:-1], None))
        if line.measure.measure_id in STATED_ONLY
        else line
        for line in board.lines
    )
    return replace(board, lines=tuple(lines))


def _promise(commitment: Commitment, board: Scoreboard, spoken: Speech) -> ShownPromise:
    return ShownPromise(
        commitment=commitment,
        promise=PROMISES[commitment],
        lines=tuple(
            _line(line, spoken) for line in board.lines if line.measure.commitment is commitment
        ),
    )


def _line(line: Line, spoken: Speech) -> ShownLine:
    amount, whole = amount_text(line.measure, line.number, spoken)
    since, of = amount_text(line.measure, line.since, spoken)
    return ShownLine(
        line=line,
        amount=amount,
        whole=whole,
        spans=_spans(line.number),
        since=(of or since) if line.stated is not None else "",
        since_spans=_spans(line.since),
        bars=bars_of(line.trend),
    )


def _spans(told: Told) -> str:
    spans = spans_of(told.entries)
    return spans[:_SPANS_CHARS_MAX] + ("…" if len(spans) > _SPANS_CHARS_MAX else "")
