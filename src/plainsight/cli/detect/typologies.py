"""plainsight typologies: look at the policy, check it, run its examples."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from plainsight import wiring
from plainsight.cli.exits import EXIT_NEGATIVE
from plainsight.cli.json_option import AsJson
from plainsight.cli.listing import Listing, number, words
from plainsight.cli.offered import post_typology_ids
from plainsight.cli.screen import console, print_json
from plainsight.detect.detector import Detector
from plainsight.detect.policy import policy_on, with_all_enabled
from plainsight.detect.run_examples import Outcome, run_examples
from plainsight.detect.typology import Typology
from plainsight.errors import BadValue
from plainsight.feeds.policy.complaints import Complaints
from plainsight.feeds.policy.examples_jsonl import read_examples
from plainsight.feeds.policy.flow_policy import check_flow_policy
from plainsight.feeds.policy.folder import check_policy, load_policy
from plainsight.feeds.policy.lint_lexicon import expired_terms, lint_lexicon, lint_sizes
from plainsight.feeds.policy.lint_meanings import lint_meanings
from plainsight.feeds.policy.lint_says import lint_says
from plainsight.feeds.policy.lint_sources import lint_sources
from plainsight.feeds.policy.strays import check_strays
from plainsight.feeds.policy.typology_yaml import read_advisories
from plainsight.feeds.policy_root import OF_FLOWS, OF_POSTS, policy_folder

app = typer.Typer(
    help="The typologies: what is looked for, and why.", no_args_is_help=True, rich_markup_mode=None
)

Root = Annotated[
    Path | None,
    typer.Option(
        "--policy", help="A folder with typologies/ and spec/ (default: the shipped one)."
    ),
]


@app.command()
def lint(policy: Root = None, as_json: AsJson = False) -> None:
    """Check every policy file: form, names, citations, examples. Warns of terms that have expired.

    Example: plainsight typologies lint --policy ./my-policy
    """
    root = policy_folder(policy, of=OF_POSTS + OF_FLOWS)
    complaints = Complaints()
    check_strays(root, complaints)
    checked = check_policy(root, complaints)
    lint_sizes(root, checked.lexicon, complaints)
    lint_lexicon(checked.lexicon, complaints)
    lint_meanings(root, checked.lexicon, complaints)
    lint_says(checked.typologies, complaints)
    lint_sources(checked.lexicon, read_advisories(root, Complaints()), complaints)
    examples = read_examples(root, complaints)
    flows = check_flow_policy(root, complaints)
    warnings = expired_terms(checked.lexicon, on=wiring.read_clock().date())
    if as_json:
        print_json({"complaints": complaints.lines, "warnings": warnings})
    else:
        for line in (*warnings, *complaints.lines):
            console(to_stderr=True).print(escape(line), soft_wrap=True)
        console().print(
            f"{len(checked.typologies)} typologies of posts, {len(flows.ids)} of flows, "
            f"{len(checked.lexicon.terms):,} terms, "
            f"{len(examples):,} examples, {len(complaints.lines)} complaints"
        )
    if complaints.lines:
        raise typer.Exit(EXIT_NEGATIVE)


@app.command()
def show(
    typology: Annotated[
        str | None,
        typer.Argument(
            help="An id such as T04; all when left out.", autocompletion=post_typology_ids
        ),
    ] = None,
    policy: Root = None,
    as_json: AsJson = False,
) -> None:
    """Show one typology with its indicators, or list all.

    Example: plainsight typologies show T04
    """
    loaded = load_policy(policy)
    if typology is None:
        _show_all(loaded.typologies, as_json=as_json)
        return
    for candidate in loaded.typologies:
        if typology.upper() in (candidate.typology_id, candidate.name.upper()):
            _show_one(candidate, as_json=as_json)
            return
    raise BadValue("typology", typology, f"one of {', '.join(_ids(loaded.typologies))}")


@app.command(name="test")
def run_all_examples(
    typology: Annotated[
        str | None,
        typer.Argument(
            help="An id such as T04; all when left out.", autocompletion=post_typology_ids
        ),
    ] = None,
    policy: Root = None,
    as_json: AsJson = False,
) -> None:
    """Run the examples: hits must hit, near misses and benign posts must not.

    Example: plainsight typologies test T04
    """
    root = policy_folder(policy)
    complaints = Complaints()
    examples = [
        example
        for example in read_examples(root, complaints)
        if typology is None or example.typology_id == typology.upper()
    ]
    loaded = policy_on(load_policy(root), wiring.read_clock().date())
    if typology is not None and typology.upper() not in _ids(loaded.typologies):
        raise BadValue("typology", typology, f"one of {', '.join(_ids(loaded.typologies))}")
    outcomes = run_examples(Detector(with_all_enabled(loaded)), examples)
    failed = [outcome for outcome in outcomes if not outcome.passed]
    if as_json:
        print_json({"examples": len(outcomes), "failed": [_outcome_json(o) for o in failed]})
    else:
        for outcome in failed:
            console().print(f"{outcome.example.place}: {outcome.example.kind} fails: {outcome.why}")
            console().print(f"    {escape(outcome.example.text)}")
        console().print(f"{len(outcomes) - len(failed)} of {len(outcomes)} examples pass")
    if failed:
        raise typer.Exit(EXIT_NEGATIVE)


def _ids(typologies: tuple[Typology, ...]) -> list[str]:
    return [each.typology_id for each in typologies]


def _outcome_json(outcome: Outcome) -> dict[str, str]:
    return {
        "place": outcome.example.place,
        "kind": outcome.example.kind,
        "text": outcome.example.text,
        "why": outcome.why,
    }


def _show_all(typologies: tuple[Typology, ...], *, as_json: bool) -> None:
    if as_json:
        print_json([_typology_json(t) for t in typologies])
        return
    listing = Listing("id", words("title"), number("version"), words("cites"))
    for typology in typologies:
        flags = ", ".join(dict.fromkeys(f"{c.advisory} {c.flag}" for c in typology.cites))
        title = typology.title["en"] + ("" if typology.enabled else " (off by default)")
        listing.add(typology.typology_id, title, str(typology.version), flags)
    listing.show()


def _show_one(typology: Typology, *, as_json: bool) -> None:
    if as_json:
        print_json(_typology_json(typology))
        return
    screen = console()
    screen.print(
        f"{typology.typology_id} {typology.title['en']}  {typology.title['zh']}", style="bold"
    )
    screen.print(escape(typology.summary))
    for cite in typology.cites:
        screen.print(escape(f"cites {cite.advisory} {cite.flag}: “{cite.quote}”"), style="dim")
    listing = Listing("indicator", "facet", number("weight"), "anchor", words("says"))
    for indicator in typology.indicators:
        listing.add(
            indicator.indicator_id,
            str(indicator.facet),
            f"{indicator.weight:.2f}",
            "yes" if indicator.anchor else "",
            indicator.says,
        )
    listing.show(screen)
    for against in typology.against:
        screen.print(escape(f"against ({against.weight:.2f}): {against.says}"))
    screen.print(
        f"needs {typology.facets_min} facets within {typology.within} characters "
        f"and a score of {typology.threshold:.2f}"
    )


def _typology_json(typology: Typology) -> dict[str, object]:
    return {
        "id": typology.typology_id,
        "name": typology.name,
        "version": typology.version,
        "title": dict(typology.title),
        "summary": typology.summary,
        "enabled": typology.enabled,
        "threshold": typology.threshold,
        "facets_min": typology.facets_min,
        "cites": [
            {"advisory": c.advisory, "flag": c.flag, "quote": c.quote} for c in typology.cites
        ],
        "indicators": [
            {"id": i.indicator_id, "facet": str(i.facet), "weight": i.weight, "says": i.says}
            for i in typology.indicators
        ],
    }
