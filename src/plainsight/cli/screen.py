"""What people see: one console, highlighted spans, columns that align in CJK."""

import json
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from plainsight.detect.campaign import Campaign
from plainsight.detect.finding import Finding

# Facets in colours that stay apart for colour-blind readers; bold and underline carry them
# where there is no colour at all.
FACET_STYLES = {
    "service": "bold black on #f0b429",
    "goods": "bold black on #f0b429",
    "transaction": "bold black on #8fd3ff",
    "price": "bold black on #b8e986",
    "contact": "bold white on #5b4bdb",
    "settlement": "bold black on #f7a8b8",
    "logistics": "bold black on #d0d0d0",
    "guarantee": "bold black on #c8b6ff",
    "recruitment": "bold black on #ffd6a5",
    "wording": "bold black on #e6e0d4",
}


def console(*, to_stderr: bool = False, width: int | None = None) -> Console:
    """A console for people: colours only where a terminal shows them, width as it is."""
    return _Screen(stderr=to_stderr, highlight=False, emoji=False, width=width)


class _Screen(Console):
    """Wraps at words on a terminal, below where the line began; in a pipe no line is broken."""

    def print(self, *objects: Any, **how: Any) -> None:  # noqa: ANN401 - as the library's own
        """Print it as Console does, but for its line breaks."""
        if not self.is_terminal:
            how.setdefault("soft_wrap", True)
        if len(objects) == 1 and isinstance(objects[0], str | Text) and not how.get("soft_wrap"):
            objects = (self._hanging(objects[0], markup=how.get("markup")),)
        super().print(*objects, **how)

    def _hanging(self, line: str | Text, *, markup: bool | None) -> str | Text | Padding:
        text = line if isinstance(line, Text) else self.render_str(line, markup=markup)
        indent = len(text.plain) - len(text.plain.lstrip(" "))
        if not indent or "\n" in text.plain:
            return line
        return Padding(text[indent:], (0, 0, 0, indent), expand=False)


def say_error(message: str) -> None:
    """One line of what is wrong, on standard error."""
    console(to_stderr=True).print(Text(f"error: {message}"), soft_wrap=True)


def counted(count: int, one: str, many: str = "") -> str:
    """A number of things as a person says it: 1 post, 2 posts; 1 entry, 2 entries."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def minute(instant: datetime) -> str:
    """An instant to the minute, in UTC, as people write it."""
    return instant.astimezone(UTC).strftime("%Y-%m-%d %H:%M")


def highlighted(text: str, spans: Iterable[tuple[int, int, str]]) -> Text:
    """The original text with each (start, end, facet) marked; control characters made visible."""
    shown = Text()
    place = 0
    for start, end, facet in sorted(spans):
        if start < place:
            continue
        shown.append(visible(text[place:start]))
        style = FACET_STYLES.get(facet, "bold")
        shown.append(visible(text[start:end]), style=f"{style} underline")
        place = end
    shown.append(visible(text[place:]))
    return shown


def visible(text: str) -> str:
    """Characters that a terminal would obey or hide, as something to look at."""
    return "".join(_shown(char) for char in text)


def _shown(char: str) -> str:
    if char in "\n\t":
        return "⏎ " if char == "\n" else " "
    code = ord(char)
    if code < 32 or 0x7F <= code < 0xA0:
        return "�"
    if 0x200B <= code <= 0x200F or 0x202A <= code <= 0x202E or 0x2060 <= code <= 0x2069:
        return "·"  # zero-width and direction marks hide; a reader must see that one stood here
    if 0xD800 <= code <= 0xDFFF or code == 0xFEFF:
        return "·"
    return char


def print_json(value: Any) -> None:  # noqa: ANN401 - whatever JSON can hold
    """One JSON document on one line, in UTF-8, for machines."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, sort_keys=True) + "\n")


def show_campaign(screen: Console, place: int, campaign: Campaign) -> None:
    """One campaign as a reader understands it in ten seconds: what, the text, why, who."""
    finding, post = campaign.strongest, campaign.lead
    if finding is None or post is None:
        return
    posts = counted(campaign.post_count, "post")
    accounts = counted(len(campaign.account_ids), "account")
    if campaign.accounts_beyond:
        accounts = f"at least {accounts}"
    head = Text(f"{place}. {finding.typology_id} {finding.typology_title}", style="bold")
    head.append(f"  {finding.score:.2f}", style="bold cyan")
    head.append(f"  {posts}, {accounts}", style="dim")
    screen.print(head)
    show_finding(screen, post.text, finding)
    screen.print()


def show_finding(screen: Console, text: str, finding: Finding) -> None:
    """The post with its spans marked, and one line per reason."""
    show_reasons(screen, text, finding.to_json())


def show_reasons(screen: Console, text: str, finding: Mapping[str, Any]) -> None:
    """The same from a stored finding: nothing is judged again to explain it."""
    reasons = finding.get("reasons", [])
    spans = [
        (e["start"], e["end"], r["facet"])
        for r in reasons
        for e in r["evidence"]
        if text[e["start"] : e["end"]] == e["excerpt"]  # a later wording has something else there
    ]
    screen.print(Padding(highlighted(text, spans), (0, 0, 0, 3), expand=False))
    show_why(screen, finding)


def show_why(screen: Console, finding: Mapping[str, Any]) -> None:
    """The reasons of a stored finding and what speaks against it, without its text."""
    for reason in finding.get("reasons", []):
        line = Text("   ")
        line.append(f" {reason['facet']} ", style=FACET_STYLES.get(reason["facet"], "bold"))
        line.append(f" {reason['says']}: ")
        seen = dict.fromkeys(visible(e["excerpt"]) for e in reason["evidence"])
        line.append(" ".join(f"“{excerpt}”" for excerpt in seen), style="bold")
        undone = dict.fromkeys(u for e in reason["evidence"] for u in e["undone"])
        if undone:
            line.append(f" ({'; '.join(undone)})", style="italic dim")
        screen.print(line)
    for doubt in finding.get("doubts", []):
        screen.print(Text(f"   against it: {doubt['says']}", style="dim"))
    if finding.get("raised_by") == "model":
        screen.print(Text("   found by the text model alone; no red flag explains it"))
    elif "likelihood_permille" in finding:
        likely = round(finding["likelihood_permille"] / 10)
        screen.print(Text(f"   the text model: {likely} % likely an advert", style="dim"))
    screen.print(Text(f"   {' · '.join(finding.get('flags', []))}", style="dim"))
