"""What the web does beside answering: clocks, webhooks, duties, checkpoints, stamps, clearing."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from threading import Event, Thread

from plainsight.app.casework.tell_filing import tell_filing
from plainsight.app.deliver_webhooks import deliver_webhooks
from plainsight.app.prove.publish_checkpoint import publish_checkpoint
from plainsight.app.prove.stamp_checkpoint import stamp_checkpoint
from plainsight.app.respond.check_clocks import check_clocks
from plainsight.app.respond.keep_duties import Diary, desk_duties, keep_duties
from plainsight.app.respond.ports import Timestamper
from plainsight.app.respond.watch_desk import check_host_clock
from plainsight.keys.timestamps import stamped_at
from plainsight.web.given import WebServices

PAUSE_SECONDS = 5.0
DUTIES_SECONDS = 60.0  # between two looks at which duty is due; none is owed more often than hourly
ANSWERS_KEPT = timedelta(hours=24)  # how long an idempotency key is remembered
_LOG = logging.getLogger("plainsight.web")


class Failing:
    """Says when a chore or a receiver begins to fail, fails otherwise, and does not any more.

    Once each: the same line every round hides the others.
    """

    def __init__(self) -> None:
        self._problems: dict[str, str] = {}

    def say(self, what: str, problem: str) -> None:
        """What the last try came to; no problem where it was done."""
        before = self._problems.get(what, "")
        if problem and problem != before:
            _LOG.warning("%s: %s", what, problem)
        elif before and not problem:
            _LOG.warning("%s: done again", what)
        self._problems[what] = problem


def keep_house(services: WebServices) -> Event:
    """Begin in threads of its own; set the event to end them. One process of several does this.

    The clocks share theirs with nothing that waits for another machine or for much work: no slow
    receiver, no timestamp authority and no million holds may keep a clock's alarm waiting.
    """
    over, diary, failing = Event(), Diary(), Failing()
    for name, seconds, do in (
        ("housekeeping", PAUSE_SECONDS, lambda: keep_house_once(services, failing)),
        ("webhooks", PAUSE_SECONDS, lambda: send_webhooks_once(services, failing)),
        ("checkpoints", PAUSE_SECONDS, lambda: sign_log_once(services, failing)),
        ("duties", DUTIES_SECONDS, lambda: keep_duties_once(services, diary)),
        ("filing", DUTIES_SECONDS, lambda: tell_filing_once(services, failing)),
    ):
        Thread(
            target=_rounds, args=(over, seconds, name, do, failing), name=name, daemon=True
        ).start()
    return over


def keep_house_once(services: WebServices, failing: Failing) -> None:
    """One round; what fails is logged and tried again in the next."""
    now = services.clock()
    _try("checking clocks", lambda: check_clocks(services.records, now=now), failing)
    _try("clearing what is over", lambda: _clear(services, now), failing)


def send_webhooks_once(services: WebServices, failing: Failing) -> None:
    """Deliver what is due, where there is a sender."""
    sender, clock = services.webhooks, services.clock
    if sender is not None:
        deliver = partial(deliver_webhooks, services.records, sender=sender, clock=clock)
        _try("delivering webhooks", deliver, failing)


def sign_log_once(services: WebServices, failing: Failing) -> None:
    """Sign the log as it stands and have it stamped, where there are keys and an authority."""
    now, signer = services.clock(), services.signer
    if signer is not None:
        sign = partial(publish_checkpoint, services.records, signer=signer, now=now)
        _try("signing the log", sign, failing)
    if services.seals is not None:
        stamper = services.seals.timestamper
        _try("having the log stamped", lambda: _stamp(services, stamper, now), failing)


def keep_duties_once(services: WebServices, diary: Diary) -> None:
    """What is due of the desk's hourly and daily duties; what fails is logged, and an alarm."""
    duties = desk_duties(services.records, instruments=services.instruments)
    for done in keep_duties(services.records, duties, diary=diary, now=services.clock()):
        if done.problem:
            _LOG.warning("duty to %s: %s", done.name, done.problem)


def tell_filing_once(services: WebServices, failing: Failing) -> None:
    """Tell filing officers what is to be filed, where they have a channel.

    None of the desk's duties: one of those that fails is an alarm, which the whole desk reads.
    """
    if services.filing is not None and services.filing_sender is not None:
        told = tell_filing(
            services.records,
            channel=services.filing,
            sender=services.filing_sender,
            now=services.clock(),
        )
        if told.problem or told.count:  # where nothing was due, nothing was tried
            failing.say("telling the filing channel", told.problem)


def _rounds(
    over: Event, seconds: float, name: str, do: Callable[[], object], failing: Failing
) -> None:
    while not over.wait(seconds):
        _try(name, do, failing)


def _try(what: str, chore: Callable[[], object], failing: Failing) -> None:
    """Do it; whatever it raises, the next round comes: a thread that ended would watch no clock."""
    try:
        chore()
    except Exception as failed:  # also what no error of ours foresaw
        failing.say(what, f"{type(failed).__name__}: {failed}")
    else:
        failing.say(what, "")


def _stamp(services: WebServices, stamper: Timestamper, now: datetime) -> None:
    stamp = stamp_checkpoint(services.records, timestamper=stamper, now=now)
    if stamp is not None:
        check_host_clock(services.records, stamped_at=stamped_at(stamp.token), now=now)


def _clear(services: WebServices, now: datetime) -> None:
    with services.records.begin() as unit:
        unit.identity.sign_ins.clear(before=now - services.settings.session_max)
        unit.identity.machines.clear_answers(before=now - ANSWERS_KEPT)
