"""Findings as a notebook shows them: escaped, without scripts, styled where they stand.

A style sheet in the output of one cell would hold for the whole notebook, and is what viewers of
notebooks take out first; so each mark carries its own colour.
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from plainsight.app.casework.shown_text import shown
from plainsight.detect.finding import Finding, Reason
from plainsight.detect.lexicon import Facet

TEXT_CHARS_SHOWN = 20_000
_COLOURS = {  # light, with dark ink on them: they stay apart for colour-blind readers
    Facet.SERVICE: "#f0b429",
    Facet.GOODS: "#f0b429",
    Facet.TRANSACTION: "#8fd3ff",
    Facet.PRICE: "#b8e986",
    Facet.CONTACT: "#c9c2ff",
    Facet.SETTLEMENT: "#f7a8b8",
    Facet.LOGISTICS: "#d0d0d0",
    Facet.GUARANTEE: "#c8b6ff",
    Facet.RECRUITMENT: "#ffd6a5",
    Facet.WORDING: "#e6e0d4",
}
_INK = "color:#16202a;border-radius:3px;padding:0 2px"
_TEXT = "white-space:pre-wrap;border-left:3px solid #999;margin:.4em 0;padding:.2em .8em"


def findings_html(text: str, findings: Sequence[Finding]) -> str:
    """The text with every span marked, and each finding with its reasons."""
    told = "".join(map(_finding, findings)) or "<p>nothing found</p>"
    return f"<div>{text_html(text, findings)}{told}</div>"


def finding_html(finding: Finding) -> str:
    """One finding with its reasons, and the post that it is about; it does not hold the text."""
    about = ", ".join(filter(None, (finding.post_id, finding.surface)))
    post = f"<p><small>post {_escaped(about)}</small></p>" if about else ""
    return f"<div>{_finding(finding)}{post}</div>"


def text_html(text: str, findings: Sequence[Finding]) -> str:
    """The text with what the findings rest on marked, each mark naming what it was taken for."""
    parts, place = [], 0
    for start, end, reason in _marks(findings):
        if start < place or end > TEXT_CHARS_SHOWN:
            continue
        parts += [_escaped(text[place:start]), _mark(text[start:end], reason)]
        place = end
    parts.append(_escaped(text[place:TEXT_CHARS_SHOWN]))
    more = len(text) - TEXT_CHARS_SHOWN
    left = f"<p>{more:,} characters more</p>" if more > 0 else ""
    return f'<blockquote style="{_TEXT}">{"".join(parts)}</blockquote>{left}'


def table_html(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table of anything, escaped."""
    titles = "".join(f"<th>{_escaped(title)}</th>" for title in head)
    lines = "".join(
        f"<tr>{''.join(f'<td>{_escaped(str(cell))}</td>' for cell in row)}</tr>" for row in rows
    )
    return f"<table><thead><tr>{titles}</tr></thead><tbody>{lines}</tbody></table>"


def _marks(findings: Sequence[Finding]) -> Iterator[tuple[int, int, Reason]]:
    """Spans in order, the longer of two that begin together first, the strongest finding's say."""
    reasons: dict[tuple[int, int], Reason] = {}
    for finding in findings:
        for reason in finding.reasons:
            for each in reason.evidence:
                reasons.setdefault((each.start, each.end), reason)
    for start, end in sorted(reasons, key=lambda span: (span[0], -span[1])):
        yield start, end, reasons[start, end]


def _mark(text: str, reason: Reason) -> str:
    style = f"background:{_COLOURS.get(reason.facet, '#eeeeee')};{_INK}"
    title = _escaped(f"{reason.facet}: {reason.says}")
    return f'<mark style="{style}" title="{title}">{_escaped(text)}</mark>'


def _finding(finding: Finding) -> str:
    head = f"{finding.typology_id} {finding.typology_title}"
    against = [f"<li>against it: {_escaped(doubt.says)}</li>" for doubt in finding.doubts]
    return (
        f"<p><b>{_escaped(head)}</b> {finding.score:.2f} "
        f"(threshold {finding.threshold:.2f})</p>"
        f"<ul>{''.join(map(_reason, finding.reasons))}{''.join(against)}</ul>"
        f"<p><small>{_escaped(' · '.join(finding.flags))}</small></p>"
    )


def _reason(reason: Reason) -> str:
    excerpts = " ".join(dict.fromkeys(f"“{each.excerpt}”" for each in reason.evidence))
    undone = "; ".join(dict.fromkeys(way for each in reason.evidence for way in each.undone))
    seen = f" <i>({_escaped(undone)})</i>" if undone else ""
    said = f"{reason.says}: {excerpts}" if excerpts else reason.says
    return f"<li>{_mark(str(reason.facet), reason)} {_escaped(said)}{seen}</li>"


def _escaped(text: str) -> str:
    return escape(shown(text))
