"""plainsight lexicon: look a term up, and check a new one before it goes in."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from plainsight import wiring
from plainsight.cli.exits import EXIT_NEGATIVE
from plainsight.cli.json_option import AsJson
from plainsight.cli.screen import console, counted, print_json
from plainsight.detect.collisions import Collision, CollisionKind, collisions
from plainsight.detect.lexicon import Term
from plainsight.detect.views.fold import fold_text

app = typer.Typer(
    help="The lexicon: what words mean here.", no_args_is_help=True, rich_markup_mode=None
)

SHOWN_MAX = 12


@app.command()
def check(
    term: Annotated[str, typer.Argument(help="A term that might be added.")],
    as_json: AsJson = False,
) -> None:
    """Report the ordinary words a term would be mistaken for. Exits with 1 on a silent collision.

    A collision is silent when another word sounds the same: found by sound, the term would flag
    posts in which it does not stand. Such a term goes in with homophones=no.

    Example: plainsight lexicon check 冰毒
    """
    _require_text(term)
    found = collisions(term)
    silent = [c for c in found if c.kind is CollisionKind.SAME_SOUND]
    if as_json:
        print_json([{"kind": c.kind.value, "word": c.word} for c in found])
    else:
        _print(term, found, silent)
    if silent:
        raise typer.Exit(EXIT_NEGATIVE)


@app.command()
def find(
    text: Annotated[str, typer.Argument(help="A term, in any spelling.")],
    policy: Annotated[Path | None, typer.Option(help="A policy folder.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show the terms that hold a text, with sense, language and source. Exits with 1 if none do.

    Example: plainsight lexicon find 跑分
    """
    wanted = _require_text(text)
    loaded = wiring.load_policy(policy)
    terms = [term for term in loaded.lexicon.terms if wanted in fold_text(term.text)]
    if as_json:
        print_json([_term_json(term) for term in terms])
    else:
        screen = console()
        for term in terms:
            gloss = loaded.lexicon.senses[term.sense_id].gloss["en"]
            screen.print(
                escape(f"{term.text}  {term.sense_id} ({gloss}), {term.language}, {term.source}")
            )
        screen.print(counted(len(terms), "term"), style="dim")
    if not terms:
        raise typer.Exit(EXIT_NEGATIVE)


def _require_text(text: str) -> str:
    """The text folded, which is not nothing: nothing is in every term."""
    folded = fold_text(text)
    if not folded.strip():
        raise typer.BadParameter("give a term of at least one character")
    return folded


def _print(term: str, found: list[Collision], silent: list[Collision]) -> None:
    screen = console()
    says = {
        CollisionKind.SAME_WORD: "is an ordinary word itself; give it company with `near`",
        CollisionKind.SAME_SOUND: "SOUND THE SAME: refused for search by sound",
        CollisionKind.INSIDE: "contain it",
        CollisionKind.INSIDE_SOUND: "contain its sound",
    }
    for kind, words in says.items():
        of_kind = [c.word for c in found if c.kind is kind]
        if of_kind:
            more = f" and {len(of_kind) - SHOWN_MAX} more" if len(of_kind) > SHOWN_MAX else ""
            screen.print(f"{len(of_kind)} {words}: {' '.join(of_kind[:SHOWN_MAX])}{more}")
    verdict = "homophones=no" if silent else "may be searched by sound"
    screen.print(f"{term}: {counted(len(found), 'collision')}; {verdict}", style="bold")


def _term_json(term: Term) -> dict[str, object]:
    return {
        "term": term.text,
        "language": term.language,
        "sense": term.sense_id,
        "source": term.source,
        "first_seen": term.first_seen,
        "homophones": term.homophones,
    }
