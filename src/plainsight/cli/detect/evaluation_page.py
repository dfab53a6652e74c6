"""The evaluation as one HTML page with plots, no network."""

import plainsight
from plainsight.cli.page import draw_page
from plainsight.cli.screen import visible
from plainsight.detect.measure import Measurement

PLOT_WIDTH = 420
PLOT_HEIGHT = 300


def render_evaluation(measured: Measurement, *, source: str, row_count: int) -> str:
    """Render the page for one measured set."""
    return draw_page(
        "evaluation.html",
        source=source,
        row_count=row_count,
        measured=measured,
        groups=[
            ("all rows", measured.rows),
            ("clusters", measured.clusters),
            *((f"language {name}", rates) for name, rates in measured.by_language.items()),
            *((f"label {name}", rates) for name, rates in measured.by_label.items()),
        ],
        curve=_points(measured),
        width=PLOT_WIDTH,
        height=PLOT_HEIGHT,
        visible=visible,
        version=plainsight.__version__,
    )


def _points(measured: Measurement) -> str:
    """SVG polyline of precision over recall."""
    return " ".join(
        f"{recall * PLOT_WIDTH:.1f},{(1 - precision) * PLOT_HEIGHT:.1f}"
        for _, precision, recall in measured.curve
    )
