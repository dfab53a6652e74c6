"""Findings about flows as people read them: what, where, how much, why, and every leg."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from plainsight.app.trace.find_flows import FlowsFound
from plainsight.app.trace.keep_flow_alerts import FlowAlertsKept
from plainsight.cli.listing import Listing, number, words
from plainsight.cli.screen import counted, visible
from plainsight.model.asset import Asset
from plainsight.model.money import Money
from plainsight.trace.flows.alert import Revision

LEGS_SHOWN = 30
PAIRS_SHOWN = 30


def show_findings(screen: Console, found: FlowsFound, *, top: int) -> None:
    """The first findings in brief, and what there is besides."""
    for place, finding in enumerate(found.findings[:top], start=1):
        show_brief(screen, finding.to_json(), place=place)
    shown = f" (first {top} shown)" if len(found.findings) > top else ""
    screen.print(f"{counted(len(found.findings), 'finding')}{shown}", style="bold")
    for note in found.notes:
        screen.print(Text(note, style="dim"))


def show_brief(screen: Console, finding: Mapping[str, Any], *, place: int | None = None) -> None:
    """Head, reasons, flags."""
    head = Text("" if place is None else f"{place}. ", style="bold")
    head.append(f"{finding['typology']} {finding['title']}", style="bold")
    head.append(f"  {finding['score_permille'] / 1000:.2f}", style="bold cyan")
    head.append(f"  {money(finding['at_risk'])} at risk")
    screen.print(head)
    keys = ", ".join(visible(key) for key in finding["keys"])
    legs = counted(len(finding["legs"]), "transfer")
    span = f"{_minute(finding['first_at'])} to {_minute(finding['last_at'])}"
    screen.print(
        Text(f"   at {keys}, {span}, {legs}", style="dim"),
        soft_wrap=True,
    )
    for reason in finding["reasons"]:
        if reason["grade_permille"]:
            screen.print(Text(f"   - {visible(reason['says'])}"))
    screen.print(Text(f"   {' · '.join(finding['flags'])}", style="dim"))
    screen.print()


def show_whole(screen: Console, finding: Mapping[str, Any], *, legs_max: int = LEGS_SHOWN) -> None:
    """Everything a reader needs to check it by hand."""
    show_brief(screen, finding)
    show_legs(screen, finding["legs"][:legs_max])
    if len(finding["legs"]) > legs_max:
        screen.print(f"   ... {len(finding['legs']) - legs_max:,} more; --legs shows more or all")
    if finding["pairs"]:
        show_pairs(screen, finding)
    if finding["books"] is not None:
        show_books(screen, finding["books"])
    numbers = ", ".join(_number(name, value) for name, value in finding["numbers"].items())
    screen.print(Text(f"   counted: {numbers}", style="dim"))
    for note in finding["notes"]:
        screen.print(Text(f"   {note}", style="dim"))
    screen.print(
        Text(f"   {finding['typology']} version {finding['version']}, policy {finding['policy']}",
             style="dim")
    )  # fmt: skip
    screen.print()


def show_pairs(
    screen: Console, finding: Mapping[str, Any], *, pairs_max: int = PAIRS_SHOWN
) -> None:
    """Every pair of legs of a mirror with lag and spread."""
    legs = {leg["transfer_id"]: leg for leg in finding["legs"]}
    pairs = finding["pairs"][:pairs_max]
    sides = [[[legs[name] for name in pair[side]] for pair in pairs] for side in ("a", "b")]
    listing = Listing("pair from", number("lag"), number("spread"), "here", "there")
    for pair, first, here, there in zip(pairs, sides[0], *map(_aligned, sides), strict=True):
        listing.add(
            _minute(first[0]["at"]),
            f"{pair['lag_minutes'] / 60:+.1f} h",
            f"{pair['spread_permille'] / 10:+.1f} %",
            here,
            there,
        )
    listing.show(screen)
    if len(finding["pairs"]) > pairs_max:
        screen.print(f"   ... and {len(finding['pairs']) - pairs_max:,} more pairs")


def show_books(screen: Console, books: Mapping[str, Any]) -> None:
    """The nets of both ends, bin by bin, and whether they mirror each other."""
    listing = Listing("books from", *map(number, ("net here", "net there", "together")))
    for row in books["bins"]:
        here, there = row["here"], row["there"]
        if here["units"] or there["units"]:
            both = here | {"units": here["units"] + there["units"]}
            listing.add(row["from"], *(money(each) for each in (here, there, both)))
    listing.show(screen)
    told = "mirror each other" if books["mirrored"] else "do not show a mirror of their own"
    screen.print(
        f"   the books {told}: correlation {books['correlation_permille'] / 1000:+.2f} over bins "
        f"of {books['bin_days']} days, as low in {books['chance_permille'] / 10:.1f} of 100 "
        "alignments",
    )


def show_kept(screen: Console, kept: FlowAlertsKept, *, next_step: str | None = None) -> None:
    """What the alerts came to, and where they are looked at."""
    told = ", ".join(f"{kept.count(revision):,} {revision}" for revision in Revision)
    screen.print(f"alerts: {told}{f'; {next_step}' if next_step else ''}", soft_wrap=True)
    if kept.older:
        older = counted(
            len(kept.older),
            "alert began before --since and stays as it is",
            "alerts began before --since and stay as they are",
        )
        screen.print(
            f"{older}; search from an earlier day to revise them",
            soft_wrap=True,
        )


def money(plain: Mapping[str, Any]) -> str:
    """An amount of a finding's JSON in words."""
    asset = Asset(code=plain["asset"], decimals=plain["decimals"])
    return str(Money(units=plain["units"], asset=asset))


def show_legs(screen: Console, legs: Sequence[Mapping[str, Any]]) -> None:
    """Every transfer with the part that it plays."""
    listing = Listing("at", "from", "to", number("amount"), "transfer", "channel", words("part"))
    for leg in legs:
        listing.add(
            _minute(leg["at"]),
            leg["source"],
            leg["target"],
            money(leg["money"]),
            leg["transfer_id"],
            leg["channel"],
            f"{leg['stage']}: {leg['source_role']} → {leg['target_role']}",
        )
    listing.show(screen)


def _aligned(sides: Sequence[Sequence[Mapping[str, Any]]]) -> list[str]:
    """One end of each pair: who paid whom how much, the amounts below one another."""
    ends, sums = [visible(_ends(legs)) for legs in sides], [_sums(legs) for legs in sides]
    widest, largest = max(map(cell_len, ends), default=0), max(map(len, sums), default=0)
    return [
        f"{end}{' ' * (widest - cell_len(end))}  {total:>{largest}}"
        for end, total in zip(ends, sums, strict=True)
    ]


def _ends(legs: Sequence[Mapping[str, Any]]) -> str:
    more = f" (+{len(legs) - 1})" if len(legs) > 1 else ""
    return f"{legs[0]['source']} → {legs[0]['target']}{more}"


def _sums(legs: Sequence[Mapping[str, Any]]) -> str:
    total = dict(legs[0]["money"])
    total["units"] = sum(leg["money"]["units"] for leg in legs)
    return money(total)


def _number(name: str, value: int) -> str:
    """A number of a finding by its name; the end of the name says its unit."""
    told = name.replace("_", " ")
    if name.endswith("_micro"):
        return f"{told.removesuffix(' micro')} {value / 1_000_000:,.2f}"
    if name.endswith("_permille"):
        return f"{told.removesuffix(' permille')} {value / 10:,.1f} %"
    return f"{told} {value:,}"


def _minute(instant: str) -> str:
    """An instant to the minute, as people write it."""
    return instant[:16].replace("T", " ")
