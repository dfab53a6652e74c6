"""The application as `plainsight serve` makes it, once in each of its processes."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fastapi import FastAPI

from plainsight import wiring
from plainsight.app.disclose import Seals
from plainsight.app.tell_filing import FilingChannel
from plainsight.cli.reports_options import make_writers
from plainsight.cli.rollout_options import offers_of
from plainsight.detect.policy import Policy
from plainsight.errors import BadKeyFile, NoTimestamp
from plainsight.feeds.deadlines_yaml import load_instruments
from plainsight.feeds.report_samples import sample_filer
from plainsight.feeds.report_terms_yaml import load_report_terms
from plainsight.feeds.reviews_yaml import load_review_policy
from plainsight.filings.writers import Writers
from plainsight.prove.note import Signer
from plainsight.stores.statement_folder import StatementFolders
from plainsight.stores.transfers_parquet import ParquetLedger
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
    ledger: Path | None = None
    statements: Path | None = None
    filer: Path | None = None
    proposed: Path | None = None
    oidc: OidcSettings | None = field(default=None, repr=False)
    filing_hook: str | None = None
    filing_secret: bytes = field(default=b"", repr=False)


def make_app(options: ServeOptions) -> FastAPI:
    """An application over records of its own opening."""
    return create_app(make_services(options))


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
        seals=_seals(options.key),
        instruments=load_instruments(),
        reviews=load_review_policy(),
        titles=titles_of(policy),
        lexicon=policy.lexicon,
        offers=offers,
        ledger=None if options.ledger is None else ParquetLedger(options.ledger),
        oidc=None if options.oidc is None else OidcProvider(options.oidc),
        webhooks=WebhookSender(),
        filing=_filing(options),
        statements=None if options.statements is None else StatementFolders(options.statements),
        writers=_writers(options),
    )


def titles_of(policy: Policy) -> dict[str, Mapping[str, str]]:
    """What typologies of posts and of flows are called, by language."""
    of_posts = {each.typology_id: each.title for each in policy.typologies}
    return {**of_posts, **wiring.load_flow_policy().titles}


def _signer(key: Path | None) -> Signer | None:
    """The log's key; without one, whoever keeps it publishes checkpoints by command."""
    return None if key is None else wiring.load_signer(key)


def _writers(options: ServeOptions) -> Writers | None:
    """Writers of reports around the operator's filer; the demo has one that is nobody's."""
    filer = sample_filer() if options.filer is None and options.settings.is_demo else options.filer
    if filer is None:
        return None
    return make_writers(filer, schema=None, recipient="law enforcement")


def _filing(options: ServeOptions) -> FilingChannel | None:
    """The channel of filing officers, where the operator named one."""
    if options.filing_hook is None:
        return None
    terms = load_report_terms().sar
    return FilingChannel(url=options.filing_hook, secret=options.filing_secret, terms=terms)


def _seals(key: Path | None) -> Seals | None:
    """What packages are sealed with; without a timestamp authority none can be released here."""
    if key is None:
        return None
    try:
        return wiring.make_seals(key=key)
    except (NoTimestamp, BadKeyFile):
        return None
