"""The application as `plainsight serve` makes it, once in each of its processes."""

import secrets
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fastapi import FastAPI

from plainsight import wiring
from plainsight.app.casework.tell_filing import FilingChannel
from plainsight.app.detect.scan_sent import warm
from plainsight.app.respond.disclose import Seals
from plainsight.app.trace.screen_sent import Lists
from plainsight.cli.casework.reports_options import make_writers
from plainsight.cli.casework.rollout_options import offers_of
from plainsight.detect.policy import Policy
from plainsight.detect.with_model import ALONE_ID, ALONE_TITLE
from plainsight.engines.columnar.scanner import ColumnarScanner
from plainsight.engines.daily_scanner import DailyScanner
from plainsight.engines.text_model import load_model
from plainsight.errors import BadValue
from plainsight.feeds.attributions.categories import load_categories
from plainsight.feeds.chain.assets import load_assets
from plainsight.feeds.policy.deadlines_yaml import load_instruments
from plainsight.feeds.policy.report_samples import sample_filer
from plainsight.feeds.policy.report_terms_yaml import load_report_terms
from plainsight.feeds.policy.reviews_yaml import load_review_policy
from plainsight.filings.writers import Writers
from plainsight.prove.note import Signer
from plainsight.stores.chain.attributions_held import HeldBook
from plainsight.stores.prove.statement_folder import StatementFolders
from plainsight.stores.transfers.parquet import ParquetLedger
from plainsight.web.api.webhook_sender import WebhookSender
from plainsight.web.app import create_app
from plainsight.web.given import WebServices, WebSettings
from plainsight.web.identity.oidc import OidcProvider, OidcSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeOptions:
    """What the command was asked for; handed to every process."""

    records: str | None
    settings: WebSettings
    key: Path | None = None
    authority: str | None = None
    ledger: Path | None = None
    book: Path | None = None
    statements: Path | None = None
    filer: Path | None = None
    proposed: Path | None = None
    model: Path | None = None
    oidc: OidcSettings | None = field(default=None, repr=False)
    filing_hook: str | None = None
    filing_secret: bytes = field(default=b"", repr=False)


def make_app(options: ServeOptions) -> FastAPI:
    """An application over records of its own opening."""
    services = make_services(options)
    if services.scanners is not None:
        # The first post to be judged should not wait for the scanner, nor should the pages.
        today = services.clock().date()
        for scanners in filter(None, (services.scanners, services.proposed)):
            threading.Thread(target=warm, args=(scanners, today), daemon=True).start()
    return create_app(services)


def make_services(options: ServeOptions) -> WebServices:
    """Everything the application is given."""
    policy = wiring.load_policy()
    offers, _ = offers_of(None, options.proposed)
    return WebServices(
        records=wiring.open_records(options.records),
        clock=wiring.read_clock,
        salts=secrets.token_bytes,
        settings=options.settings,
        signer=_signer(options.key),
        seals=_seals(options),
        instruments=load_instruments(),
        reviews=load_review_policy(),
        titles=titles_of(policy),
        lexicon=policy.lexicon,
        offers=offers,
        ledger=None if options.ledger is None else ParquetLedger(options.ledger),
        scanners=make_daily_scanner(model=options.model),
        proposed=None if options.proposed is None else make_daily_scanner(options.proposed),
        lists=None if options.book is None else hold_lists(options.book),
        oidc=None if options.oidc is None else OidcProvider(options.oidc),
        webhooks=WebhookSender(),
        filing=_filing(options),
        filing_sender=None if options.filing_hook is None else make_filing_sender(),
        statements=None if options.statements is None else StatementFolders(options.statements),
        writers=_writers(options),
    )


def make_daily_scanner(folder: Path | None = None, *, model: Path | None = None) -> DailyScanner:
    """A scanner for whoever asks about a post now and then, made when first asked.

    It judges by the policy of a folder, or by the shipped one, and by a trained model beside it.
    Texts are read one by one: a call brings few, and the columns hold four times the memory. A
    model has need of the columns. Raises CannotRead or BadValue for a file that is no model,
    NotInstalled.
    """

    def make(policy: Policy) -> ColumnarScanner:
        detector, kept_in = wiring.make_detector(policy), wiring.cache_folder()
        # For good, and not until so many were read: this scanner is never given a file.
        return ColumnarScanner(detector, kept_in=kept_in, few_chars=sys.maxsize)

    return DailyScanner(
        lambda day: wiring.load_policy(folder, on=day),
        make,
        model=None if model is None else load_model(model),
    )


def hold_lists(folder: Path) -> Lists:
    """The book of a folder for as long as a server runs, read again when a list was taken in."""
    categories = load_categories(load_assets())
    present = HeldBook(folder, lambda: wiring.open_chain_book(folder, categories))
    return Lists(present=present, categories=categories)


def titles_of(policy: Policy) -> dict[str, Mapping[str, str]]:
    """What typologies of posts and of flows are called, and a model's own finds, by language."""
    of_posts = {each.typology_id: each.title for each in policy.typologies}
    return {**of_posts, ALONE_ID: ALONE_TITLE, **wiring.load_flow_policy().titles}


def _signer(key: Path | None) -> Signer | None:
    """The log's key; without one, whoever keeps it publishes checkpoints by command."""
    return None if key is None else wiring.load_signer(key)


def _writers(options: ServeOptions) -> Writers | None:
    """Writers of reports around the operator's filer; the demo has one that is nobody's."""
    filer = sample_filer() if options.filer is None and options.settings.is_demo else options.filer
    if filer is None:
        return None
    return make_writers(filer, schema=None, recipient="law enforcement")


def make_filing_sender() -> WebhookSender:
    """What posts to the channel of filing officers: the operator names it, most often inside."""
    return WebhookSender(inside_allowed=True)


def filing_problem(hook: str) -> str:
    """Why nothing can be sent to the channel as the network stands, or nothing.

    Raises BadValue, without the URL, for one that never will do: a path may be as good as a key.
    """
    sender = make_filing_sender()
    try:
        sender.check_form(hook)
    except BadValue as refused:
        raise BadValue("filing_hook", "***", refused.mend) from None
    try:
        sender.check(hook)
    except BadValue as refused:
        return refused.mend
    return ""


def _filing(options: ServeOptions) -> FilingChannel | None:
    """The channel of filing officers, where the operator named one."""
    if options.filing_hook is None:
        return None
    terms = load_report_terms().sar
    return FilingChannel(url=options.filing_hook, secret=options.filing_secret, terms=terms)


def _seals(options: ServeOptions) -> Seals | None:
    """What packages are sealed with: without a key and a timestamp authority none is built here.

    Raises NoTimestamp for an authority that is named and cannot be one.
    """
    if options.key is None or not options.authority:
        return None
    return wiring.make_seals(key=options.key, authority=options.authority)
