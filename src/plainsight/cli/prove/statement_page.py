"""The statement as a page: what an attorney general's office opens first."""

from typing import Any

from plainsight.cli.page import draw_page
from plainsight.cli.prove.statement_words import amount_text, standing_text
from plainsight.oversight.commitment import PROMISES, Commitment
from plainsight.oversight.measure import Measure, is_kept
from plainsight.oversight.measures import MEASURES
from plainsight.oversight.statement import Statement, digest_of, spans_of

SPANS_CHARS_MAX = 300
_WIDTH, _HEIGHT = 120, 26


def draw_statement(statement: Statement) -> str:
    """Render one self-contained page; it states nothing that the signed file does not."""
    return draw_page(
        "statement.html",
        statement=statement,
        digest=digest_of(statement),
        groups=[
            {"id": name.value, "promise": promise, "lines": _lines(statement, name)}
            for name, promise in PROMISES.items()
        ],
        periods=[*(one.period for one in reversed(statement.before)), statement.period],
    )


def _lines(statement: Statement, commitment: Commitment) -> list[dict[str, Any]]:
    values = statement.values()
    figures = {figure.measure_id: figure for figure in statement.figures}
    lines = []
    for measure in MEASURES:
        if measure.commitment is not commitment:
            continue
        figure = figures[measure.measure_id]
        spans = spans_of(figure.entries)
        lines.append(
            {
                "id": measure.measure_id,
                "title": measure.title,
                "definition": measure.definition,
                "amount": amount_text(measure, figure.value, values.get(measure.part_of)),
                "standing": standing_text(is_kept(measure, values)),
                "entry_count": len(figure.entries),
                "entries": spans[:SPANS_CHARS_MAX] + ("…" if len(spans) > SPANS_CHARS_MAX else ""),
                "trend": _trend(statement, measure),
            }
        )
    return lines


def _trend(statement: Statement, measure: Measure) -> str:
    """Points of a small line over the periods, as an SVG path; "" for a single period."""
    known = [one.values.get(measure.measure_id) for one in reversed(statement.before)]
    series = [*known, statement.values()[measure.measure_id]]
    most = max((value for value in series if value is not None), default=0)
    if len(series) < 2:
        return ""
    step = _WIDTH / (len(series) - 1)
    points: list[str] = []
    for place, value in enumerate(series):
        if value is not None:
            height = _HEIGHT - 3 - (_HEIGHT - 6) * (value / most if most else 0)
            points.append(f"{'L' if points else 'M'}{place * step:.1f},{height:.1f}")
    return "".join(points)
