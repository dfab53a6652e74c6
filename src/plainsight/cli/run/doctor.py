"""plainsight doctor: is everything here that this installation needs?"""

import importlib.util
import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum

import typer

import plainsight
from plainsight import wiring
from plainsight.app.prove.resume_log import restored_at
from plainsight.cli.exits import EXIT_NEGATIVE
from plainsight.cli.json_option import AsJson
from plainsight.cli.listing import Listing, words
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.screen import counted, print_json
from plainsight.errors import NoRecords, NotInstalled, PlainsightError, RestoredLog
from plainsight.settings import Setting


class Health(StrEnum):
    """How one thing stands."""

    GOOD = "good"
    ABSENT = "absent"  # optional, and not there
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    what: str
    health: Health
    said: str


OPTIONAL = {
    "psycopg": "PostgreSQL: pip install '.[postgres]'",
    "sklearn": "the text model: pip install '.[model]'",
    "pyspark": "scale-out: pip install '.[spark]'",
    "pypinyin": "checking new Chinese terms: pip install '.[author]'",
}


def doctor(
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Check the installation: policy, engines, records, optional parts. Exits with 1 if bad.

    Example: plainsight doctor --records postgresql://plainsight@localhost/plainsight
    """
    checks = list(look(records))
    if as_json:
        print_json([asdict(check) for check in checks])
    else:
        listing = Listing("", "what", words("says"))
        marks = {Health.GOOD: "ok", Health.ABSENT: "-", Health.BAD: "BAD"}
        for check in checks:
            listing.add(marks[check.health], check.what, check.said)
        listing.show()
    if any(check.health is Health.BAD for check in checks):
        raise typer.Exit(EXIT_NEGATIVE)


def look(records: str | None) -> Iterator[Check]:
    """Everything that is looked at, in the order it is told."""
    yield Check("plainsight", Health.GOOD, plainsight.__version__)
    yield Check("python", Health.GOOD, f"{platform.python_version()} at {sys.executable}")
    yield _attempt("policy", _policy)
    yield _attempt("finding", _finding)
    # Those of this folder are made by the first ingest; those that were named must be there.
    yield _attempt("records", lambda: _records(records), is_optional=records is None)
    yield from _restored(records)
    yield from _webhooks(records)
    yield from _filing_channel(os.environ.get(Setting.FILING_HOOK))
    for library, why in OPTIONAL.items():
        there = importlib.util.find_spec(library) is not None
        yield Check(library, Health.GOOD if there else Health.ABSENT, "installed" if there else why)
    for program, why in {"java": "Spark", "openssl": "verifying packages by public tools"}.items():
        path = shutil.which(program)
        yield Check(program, Health.GOOD if path else Health.ABSENT, path or f"needed for {why}")


def _attempt(what: str, check: Callable[[], str], *, is_optional: bool = False) -> Check:
    try:
        return Check(what, Health.GOOD, check())
    except NoRecords as none:
        return Check(what, Health.ABSENT if is_optional else Health.BAD, str(none))
    except PlainsightError as error:
        return Check(what, Health.BAD, str(error).splitlines()[0])


def _policy() -> str:
    policy = wiring.load_policy()
    terms = len(policy.lexicon.terms)
    return f"{len(policy.typologies)} typologies, {terms:,} terms, digest {policy.digest}"


def _finding() -> str:
    advert = "车队长期接料，卡接回U，点位美丽，飞机 @chedui_88"
    scanner = wiring.make_scanner(wiring.make_detector(wiring.load_policy()))
    findings = scanner.examine(advert).findings
    return f"{findings[0].typology_id} found in a sample advert" if findings else "nothing found"


def _records(url: str | None) -> str:
    with opened_records(url) as store, store.read() as reading:
        entries = counted(reading.audit.size(), "entry", "entries")
        return f"{counted(reading.posts.count(), 'post')}, {entries} in the audit log"


def _restored(url: str | None) -> Iterator[Check]:
    """A log that came out of a backup is signed by nobody until it was compared."""
    try:
        with opened_records(url) as store, store.read() as reading:
            count, latest = restored_at(reading), reading.checkpoints.latest()
    except PlainsightError:
        return  # said under records
    if count is not None:
        signed = f"its last checkpoint is of {latest.at:%F}" if latest else "it was never signed"
        yield Check("log", Health.BAD, f"{signed}; {RestoredLog(count)}")


def _webhooks(url: str | None) -> Iterator[Check]:
    """Where entries of the log are sent on, and who does not take them."""
    try:
        with opened_records(url) as store, store.read() as reading:
            hooks = [each for each in reading.identity.machines.webhooks() if each.is_active]
            size = reading.audit.size()
    except PlainsightError:
        return  # said under records
    failing = [each for each in hooks if each.problem]
    for each in failing:
        tried = f"tried {counted(each.attempt_count, 'time')}"
        behind = f"{counted(size - each.next_index, 'entry', 'entries')} of the log behind"
        said = f"{each.webhook_id}: {each.problem}; {tried}, {behind}"
        yield Check("webhook", Health.BAD, said)
    if hooks and not failing:
        yield Check("webhooks", Health.GOOD, f"{len(hooks)} kept, none fails")


def _filing_channel(hook: str | None) -> Iterator[Check]:
    """Whether filing officers can be told; nothing is sent, and no URL is shown."""
    if not hook:
        return
    try:
        from plainsight.cli.run.serve_app import filing_problem

        problem = filing_problem(hook)
    except ModuleNotFoundError as missing:
        problem = str(NotInstalled(missing.name or "fastapi", "web"))
    except PlainsightError as refused:
        problem = str(refused)
    health = Health.BAD if problem else Health.GOOD
    yield Check("filing channel", health, problem or "its host has an address")
