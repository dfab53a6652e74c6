"""The demo's overseer: a witness co-signs, the commitments are stated, and a number is bettered."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.text import Text

from plainsight import wiring
from plainsight.app.oversight.make_statement import state_period
from plainsight.app.oversight.statement_files import STATEMENT_FILES
from plainsight.app.ports import Records
from plainsight.app.prove.accept_cosignature import accept_cosignature
from plainsight.app.prove.prove_entry import prove_growth
from plainsight.app.prove.publish_checkpoint import publish_checkpoint
from plainsight.cli.prove.statement_page import draw_statement
from plainsight.cli.prove.statement_words import amount_text, standing_text
from plainsight.oversight.measure import is_kept
from plainsight.oversight.measures import BY_ID
from plainsight.oversight.signing import sign_statement
from plainsight.oversight.statement import Statement, statement_bytes
from plainsight.oversight.verify import verify_statement
from plainsight.prove.note import KeyKind, Signer, VerifierKey
from plainsight.prove.witness import cosign_growth
from plainsight.stores.prove.export_folder import write_folder
from plainsight.stores.prove.statement_folder import read_statement_folder
from plainsight.stores.prove.witness_folder import WitnessFolder

WITNESS_NAME = "ag.demo.example.gov/witness"
SHOWN = ("C2.received", "C2.tied", "C3.in_time", "C3.slowest", "C3.breached", "C4.placed")


def run_statement(screen: Console, store: Records, out: Path, *, signer: Signer) -> None:
    """State the commitments of the log, and check the statement as an outsider would."""
    out.mkdir(parents=True, exist_ok=True)
    now = wiring.read_clock()
    period = f"{now.replace(day=1) - timedelta(days=1):%Y-%m}"  # the last that is over
    witness = _witness(screen, store, out, signer=signer, now=now)
    statement = state_period(
        store,
        period=period,
        before=None,
        signer=signer,
        write=partial(write_folder, path=out / period, known=STATEMENT_FILES),
        draw=draw_statement,
        now=now,
        witnesses=[witness],
    )
    _show(screen, statement)
    screen.print(
        f"{out / period}/statement.html: the same for reading, with the entries behind it."
    )
    _verify(screen, out / period, statement, signer=signer, witness=witness)


def _witness(
    screen: Console, store: Records, out: Path, *, signer: Signer, now: datetime
) -> VerifierKey:
    """An attorney general's office sees that the log only grew, and co-signs."""
    key = wiring.create_signer(out / "witness.key", name=WITNESS_NAME, kind=KeyKind.COSIGNATURE)
    publish_checkpoint(store, signer=signer, now=now)
    proof = prove_growth(store, since=None)
    kept = WitnessFolder(out / "witness")
    signed = cosign_growth(
        proof.checkpoint,
        log_key=signer.key,
        last=kept.last(signer.key.name),
        proof=proof.hashes,
        signer=key,
        at=now,
    )
    kept.keep(signer.key.name, bytes(signed.note))
    accept_cosignature(store, bytes(signed.note), log_key=signer.key, witnesses=[key.key], now=now)
    screen.print(f"{WITNESS_NAME} saw {signed.checkpoint.size:,} entries and co-signed.")
    return key.key


def _show(screen: Console, statement: Statement) -> None:
    values = statement.values()
    for name in SHOWN:
        measure = BY_ID[name]
        amount = amount_text(measure, values[name], values.get(measure.part_of))
        standing = standing_text(is_kept(measure, values))
        screen.print(f"   {amount:>15}  {standing:9} {measure.title}", markup=False)


def _verify(
    screen: Console, folder: Path, statement: Statement, *, signer: Signer, witness: VerifierKey
) -> None:
    check = partial(verify_statement, key=signer.key, witnesses=[witness], witness_count_min=1)
    files = read_statement_folder(folder)
    standing = "verified" if check(files).is_verified else "NOT verified"
    screen.print(f"From its files alone it is {standing}: none left out, every number again.")
    content = statement_bytes(_bettered(statement))
    note = sign_statement(content, log=statement.log, period=statement.period, signer=signer)
    forged = replace(files, statement=content, signature=bytes(note))
    screen.print("Now a number is bettered, and signed again with the operator's own key:")
    for reason in check(forged).reasons:
        screen.print(Text(f"   {reason}", style="bold red"))


def _bettered(statement: Statement) -> Statement:
    """What an operator would like to have done."""
    figures = (
        replace(figure, value=(figure.value or 0) + 40)
        if figure.measure_id == "C2.answered"
        else figure
        for figure in statement.figures
    )
    return replace(statement, figures=tuple(figures))
