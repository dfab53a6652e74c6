"""plainsight requests: from collection to the acknowledgement, one step a command."""

from pathlib import Path
from typing import Annotated

import typer

from plainsight import wiring
from plainsight.app.respond.collect_records import collect_records, pass_quality
from plainsight.app.respond.contest_request import send_back
from plainsight.app.respond.dial_back import dial_back
from plainsight.app.respond.disclose import built_package, package_disclosure
from plainsight.app.respond.release_package import (
    acknowledge_package,
    fetch_package,
    release_package,
)
from plainsight.app.respond.stored import StoredRequest
from plainsight.app.respond.take_back_package import take_back_package
from plainsight.cli.authority_option import Authority
from plainsight.cli.file_kind import Kind
from plainsight.cli.json_option import AsJson
from plainsight.cli.prove.log_options import SigningKey
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.respond.hold_steps import Second, SecondRole
from plainsight.cli.respond.request_turn import DeskTurn, desk_step
from plainsight.cli.respond.request_view import (
    Reference,
    Words,
    actor,
    tell_step,
    write_released,
)
from plainsight.cli.screen import console, counted, print_json
from plainsight.cli.turn import By
from plainsight.cli.write_file import require_writable, write_whole
from plainsight.feeds.policy.deadlines_yaml import load_instruments
from plainsight.respond.states import Role
from plainsight.settings import Setting

Custodian = Annotated[
    str | None,
    typer.Option(help="Who certifies the records.", envvar=Setting.CUSTODIAN),
]
Officer = Annotated[str, typer.Option("--officer", help="The enrolled officer's id.")]


app = typer.Typer()


@app.command()
@desk_step(Role.COLLECTOR)
def collect(turn: DeskTurn, reference: Reference, key: SigningKey = None) -> StoredRequest:
    """Run the extractor within the signed scope; nothing else can be asked. For the collector.

    Example:

      plainsight requests collect LER-2026-000123 --by cole
    """
    return collect_records(
        turn.store, reference, key=wiring.load_signer(key).key, actor=turn.actor, now=turn.now
    )


@app.command()
@desk_step(Role.QUALITY)
def check(turn: DeskTurn, reference: Reference, key: SigningKey = None) -> StoredRequest:
    """Check that nothing outside the scope was collected; nothing found is a nil certificate.

    Example:

      plainsight requests check LER-2026-000123 --by quinn
    """
    return pass_quality(
        turn.store, reference, key=wiring.load_signer(key).key, actor=turn.actor, now=turn.now
    )


@app.command("send-back")
@desk_step(Role.QUALITY)
def back(turn: DeskTurn, reference: Reference, words: Words) -> StoredRequest:
    """Send the collected copy back: it is destroyed and collected again. For quality.

    Example:

      plainsight requests send-back LER-2026-000123 --words "a session is missing" --by quinn
    """
    return send_back(turn.store, reference, words, actor=turn.actor, now=turn.now)


@app.command()
def package(
    reference: Reference,
    officer: Officer,
    key: SigningKey = None,
    tsa: Authority = None,
    custodian: Custodian = None,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Build the package: signed, stamped, encrypted to the enrolled officer. It waits for release.

    Example:

      plainsight requests package LER-2026-000123 --officer officer-reyes
      --tsa https://tsa.example/tsr
    """
    with opened_records(records) as store:
        built = package_disclosure(
            store,
            reference,
            instruments=load_instruments(),
            officer_id=officer,
            seals=wiring.make_seals(key=key, authority=tsa, custodian=custodian),
            now=wiring.read_clock(),
        )
        with store.read() as view:
            known_as = view.desk.requests.get(built.request_id).reference
    told = {
        "reference": known_as,
        "sha256": built.digest,
        "lines": built.line_count,
        "not_produced": built.not_produced_count,
    }
    if as_json:
        print_json(told)
        return
    console().print(
        f"{known_as} is packaged: {counted(built.line_count, 'line')}, "
        f"{counted(built.not_produced_count, 'part')} not produced, sha256 {built.digest}",
        soft_wrap=True,
    )


@app.command()
def release(
    reference: Reference,
    by: By,
    out: Annotated[
        Path | None, typer.Option(help="Also write the encrypted package here.", dir_okay=False)
    ] = None,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Let the package leave: the response clock ends, the working copy is destroyed. For approvers.

    Where the user is told before, `requests tell-user` or `requests waive-notice` comes first. A
    copy written with --out counts as handed over: that package is not taken back any more.

    Example:

      plainsight requests release LER-2026-000123 --by ada --out LER-2026-000123.tar.age
    """
    if out is not None:
        # What was written there is not taken back, so what would fail fails before it.
        require_writable(out, kind=Kind.PACKAGE)
    with opened_records(records) as store:
        built = built_package(store, reference)
        stored = release_package(
            store,
            reference,
            built,
            actor=actor(by, Role.APPROVER),
            now=wiring.read_clock(),
            is_handed_over=out is not None,
        )
    tell_step(stored, as_json=as_json)
    if out is not None:
        write_released(out, built.sealed, reference=stored.reference, officer_id=built.officer_id)


@app.command("take-back")
@desk_step(Role.APPROVER)
def take_back(
    turn: DeskTurn,
    reference: Reference,
    words: Words,
    agreed_by: Second,
    role: SecondRole = Role.COUNSEL,
) -> StoredRequest:
    """Take back a released package that nobody fetched: it is destroyed. Two people agree.

    One that was written out at its release has left. The words go to the officer; it comes before
    counsel again, and from today on an answer is owed again. The time of the first stands.

    Example:

      plainsight requests take-back LER-2026-000123 --words "records of another account"
      --by ada --agreed-by clara
    """
    return take_back_package(
        turn.store,
        reference,
        words,
        actor=turn.actor,
        second=actor(agreed_by, role, option="--agreed-by"),
        now=turn.now,
    )


@app.command()
def fetch(
    reference: Reference,
    officer: Officer,
    out: Annotated[Path, typer.Option(help="Where to write the encrypted package.")],
    records: RecordsUrl = None,
) -> None:
    """Fetch a released package for its officer, within 14 days; it is logged.

    Example:

      plainsight requests fetch LER-2026-000123 --officer officer-reyes --out package.tar.age
    """
    with opened_records(records) as store:
        built = fetch_package(
            store,
            reference,
            actor=actor(officer, Role.REQUESTER, option="--officer"),
            now=wiring.read_clock(),
        )
    write_whole(out, built.sealed)
    console().print(f"{out}: sha256 {built.digest}", markup=False, soft_wrap=True)


@app.command()
def acknowledge(
    reference: Reference,
    nonce: Annotated[str, typer.Option(help="From acknowledge.json inside the package.")],
    officer: Officer,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Note that the officer opened the package: only its inside knows the nonce.

    Example:

      plainsight requests acknowledge LER-2026-000123 --nonce nonce_2b41
      --officer officer-reyes
    """
    with opened_records(records) as store:
        stored = acknowledge_package(
            store,
            reference,
            nonce,
            actor=actor(officer, Role.REQUESTER, option="--officer"),
            now=wiring.read_clock(),
        )
    tell_step(stored, as_json=as_json)


@app.command("dial-back")
@desk_step(Role.VERIFIER)
def dial(
    turn: DeskTurn,
    reference: Reference,
    dialled: Annotated[str, typer.Option(help="The agency's published number that you called.")],
    spoke_with: Annotated[str, typer.Option(help="Who took the call there.")],
    words: Words,
) -> StoredRequest:
    """Note that we called the agency ourselves, as the danger looked real. For the verifier.

    Example:

      plainsight requests dial-back LER-2026-000123 --dialled "+1 603 555 0100"
      --spoke-with "watch commander Hale" --words "told them whom to look for" --by victor
    """
    return dial_back(
        turn.store,
        reference,
        dialled=dialled,
        spoke_with=spoke_with,
        words=words,
        actor=turn.actor,
        now=turn.now,
    )
