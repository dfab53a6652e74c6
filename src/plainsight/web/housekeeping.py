"""What the web does beside answering: webhooks, clocks, checkpoints, stamps, clearing up."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event, Thread

from plainsight.app.check_clocks import check_clocks
from plainsight.app.deliver_webhooks import deliver_webhooks
from plainsight.app.publish_checkpoint import publish_checkpoint
from plainsight.app.respond_ports import Timestamper
from plainsight.app.stamp_checkpoint import stamp_checkpoint
from plainsight.app.watch_desk import check_host_clock
from plainsight.errors import PlainsightError
from plainsight.keys.timestamps import stamped_at
from plainsight.web.given import WebServices

PAUSE_SECONDS = 5.0
ANSWERS_KEPT = timedelta(hours=24)  # how long an idempotency key is remembered
_LOG = logging.getLogger("plainsight.web")


def keep_house(services: WebServices) -> Event:
    """Begin in a thread of its own; set the event to end it. One process of several does this."""
    over = Event()
    Thread(target=_rounds, args=(services, over), name="housekeeping", daemon=True).start()
    return over


def keep_house_once(services: WebServices) -> None:
    """One round; what fails is logged and tried again in the next."""
    now = services.clock()
    for chore in _chores(services, now):
        try:
            chore()
        except PlainsightError as failed:
            _LOG.warning("housekeeping: %s", failed)


def _rounds(services: WebServices, over: Event) -> None:
    while not over.wait(PAUSE_SECONDS):
        keep_house_once(services)


def _chores(services: WebServices, now: datetime) -> list[Callable[[], object]]:
    chores: list[Callable[[], object]] = [
        lambda: check_clocks(services.records, now=now),
        lambda: _clear(services, now),
    ]
    sender, signer = services.webhooks, services.signer
    if sender is not None:
        chores.append(
            lambda: deliver_webhooks(services.records, sender=sender, clock=services.clock)
        )
    if signer is not None:
        chores.append(lambda: publish_checkpoint(services.records, signer=signer, now=now))
    if services.seals is not None:
        stamper = services.seals.timestamper
        chores.append(lambda: _stamp(services, stamper, now))
    return chores


def _stamp(services: WebServices, stamper: Timestamper, now: datetime) -> None:
    stamp = stamp_checkpoint(services.records, timestamper=stamper, now=now)
    if stamp is not None:
        check_host_clock(services.records, stamped_at=stamped_at(stamp.token), now=now)


def _clear(services: WebServices, now: datetime) -> None:
    with services.records.begin() as unit:
        unit.identity.sign_ins.clear(before=now - services.settings.session_max)
        unit.identity.machines.clear_answers(before=now - ANSWERS_KEPT)
