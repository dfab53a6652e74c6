"""plainsight demo: the main job end to end, on sample posts, in front of the reader."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from plainsight import wiring
from plainsight.app.detect.find_in_posts import Found
from plainsight.app.detect.ingest_posts import IngestCount, ingest_posts
from plainsight.app.ports import Records
from plainsight.app.prove.export_log import export_log
from plainsight.app.prove.publish_checkpoint import publish_checkpoint
from plainsight.app.prove.verify_log import verify_log
from plainsight.cli.casework.rollout_options import judge_by
from plainsight.cli.demo.samples import demo_posts
from plainsight.cli.demo.served import (
    DESK_FOLDER,
    PORT,
    is_watched,
    require_port,
    serve_console,
    tell_console,
)
from plainsight.cli.detect.ingest import find_campaigns
from plainsight.cli.detect.report_page import render_report
from plainsight.cli.own_name import activation, command
from plainsight.cli.records_option import opened_records
from plainsight.cli.screen import console, show_campaign
from plainsight.cli.write_file import make_anew, write_whole
from plainsight.feeds.posts.declaration import FeedDeclaration
from plainsight.feeds.posts.jsonl import PostsJsonl
from plainsight.prove.note import Signer, VerifierKey
from plainsight.prove.verdict import Verdict

LOG_NAME = "demo.plainsight.example/log"
CAMPAIGNS_SHOWN = 3


def demo(
    out: Annotated[
        Path, typer.Option(help="Folder for everything the demo makes.", file_okay=False)
    ] = Path("out/demo"),
    port: Annotated[
        int, typer.Option(help="Port of the console at the end.", min=1, max=65535)
    ] = PORT,
) -> None:
    """Scan sample posts, explain what is found, store it, and prove the log. Takes about a minute.

    The posts are written by the authors of this project. They imitate ordinary life in three
    languages with a few campaigns among it; no real person or account is in them.

    Example: plainsight demo --out out/demo
    """
    if is_watched():
        require_port(port)
    screen = console()
    make_anew(out)
    signer = wiring.create_file_signer(out / "demo.key", name=LOG_NAME)
    with opened_records(f"sqlite:///{out}/records.db", may_create=True) as store:
        with _step(screen, "1. Public posts in"):
            count = _ingest(screen, store)
        with _step(screen, "2. Explained findings out"):
            found = find_campaigns(store, judge_by(store))
            found.summary.refused_count = count.refused
            _show(screen, found)
        with _step(screen, "3. A report to forward"):
            _report(screen, found, out)
        with _step(screen, "4. Proof: verified from files alone, then tampered with"):
            _prove(screen, store, out, signer)
        with _step(screen, "5. The money: the broker of the posts is the account in the mirror"):
            # Loaded here: the engines of these steps take longer to load than those before to run.
            from plainsight.cli.demo.money import run_money

            cases = run_money(screen, store, out, found)
        with _step(screen, "6. The chain: from a wallet in a post to a listed supplier"):
            from plainsight.cli.demo.chain import run_case
            from plainsight.stores.transfers.parquet import ParquetLedger

            run_case(
                screen,
                out / "chain",
                transfers=ParquetLedger(out / "transfers"),
                store=store,
                into=next(iter(cases.values()), None),
            )
        with _step(screen, "7. The law: four legal requests, one an impostor's, and two that wait"):
            from plainsight.cli.demo.law import answer_the_law

            answer_the_law(screen, store, out / DESK_FOLDER, cases, signer=signer)
        with _step(screen, "8. The reports: filed by two people, and shared without a name"):
            from plainsight.cli.demo.reports import run_reports

            run_reports(screen, store, out / "reports", cases=cases)
        with _step(screen, "9. The overseer: a witness, and a statement of what was promised"):
            from plainsight.cli.demo.overseer import run_statement

            run_statement(screen, store, out / "statements", signer=signer)
    with _step(screen, "10. The console, on this very case"):
        is_served = tell_console(screen, out, port=port)
    _next(screen, out)
    if is_served:
        serve_console(out, port=port)


@contextmanager
def _step(screen: Console, title: str) -> Iterator[None]:
    screen.print(Rule(Text(title, style="bold"), align="left", style="dim"))
    yield
    screen.print()


def _ingest(screen: Console, store: Records) -> IngestCount:
    count = IngestCount()
    for path in demo_posts():
        with path.open("rb") as stream:
            feed = PostsJsonl(stream, source=path.name, declaration=FeedDeclaration())
            count += ingest_posts(store, feed, clock=wiring.read_clock)
    screen.print(
        f"{count.read:,} records read, {count.ingested:,} posts stored. "
        f"{count.refused:,} items were private or unlabelled: refused before their text was read, "
        "counted in the audit log."
    )
    return count


def _show(screen: Console, found: Found) -> None:
    ranked = found.summary.campaigns.ranked()
    for place, campaign in enumerate(ranked[:CAMPAIGNS_SHOWN], start=1):
        show_campaign(screen, place, campaign)
    screen.print(
        f"{found.summary.flagged_count:,} of {found.summary.post_count:,} posts have findings; "
        f"they are {len(ranked):,} campaigns, so {found.raised:,} alerts await a person."
    )


def _report(screen: Console, found: Found, out: Path) -> None:
    page = render_report(
        found.summary,
        policy=wiring.load_policy(),
        source="sample posts written for this demo",
        made_at=wiring.read_clock(),
    )
    write_whole(out / "report.html", page)
    screen.print(f"{out}/report.html: one file, opens anywhere, no network.")


def _prove(screen: Console, store: Records, out: Path, signer: Signer) -> None:
    write_whole(out / "log.pub", f"{signer.key}\n")
    signed = publish_checkpoint(store, signer=signer, now=wiring.read_clock())
    export_log(store, key=signer.key, write=wiring.export_writer(out / "log"))
    verdict = _verify(out / "log", signer.key)
    screen.print(
        f"{signed.size:,} entries, signed; the exported log is "
        f"{'verified' if verdict.is_verified else 'NOT verified'}."
    )
    shutil.copytree(out / "log", out / "log-tampered")
    entries = out / "log-tampered" / "entries.jsonl"
    content = entries.read_bytes()
    entries.write_bytes(content.replace(b'"count":', b'"count":1', 1))
    tampered = _verify(out / "log-tampered", signer.key)
    screen.print("Now one number in a copy is rewritten, and the same check says:")
    for reason in tampered.reasons[:2]:
        screen.print(Text(f"   {reason}", style="bold red"))


def _verify(folder: Path, key: VerifierKey) -> Verdict:
    return verify_log(wiring.open_export(folder), key=key)


def _next(screen: Console, out: Path) -> None:
    screen.print(Rule(Text("Where to go next", style="bold"), align="left", style="dim"))
    for line in (
        command("alerts", "--records", f"sqlite:///{out}/records.db"),
        command("explain", "--text", "车队接料，卡接回U，点位美丽，飞机 @chedui_88"),
        command("verify", f"{out}/log", "--key", f"{out}/log.pub"),
        command("scan", "YOUR-POSTS.jsonl", "--html", "report.html"),
        "docs/tutorials/first-scan.md",
    ):
        screen.print(line, soft_wrap=True, markup=False)
    if first := activation():
        screen.print(f"after `{first}` it is `plainsight` alone", soft_wrap=True, markup=False)
