"""What the web door is given; it reads no clock, no environment and no file itself."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from plainsight.app.casework.tell_filing import FilingChannel
from plainsight.app.deliver_webhooks import Sender
from plainsight.app.detect.scan_sent import DailyScanners
from plainsight.app.oversight.statement_files import Statements
from plainsight.app.ports import Clock, Records, Salts
from plainsight.app.respond.disclose import Seals
from plainsight.app.respond.receive_request import Instruments
from plainsight.app.stored import PolicyVersion
from plainsight.app.trace.flow_ports import Ledger
from plainsight.app.trace.screen_sent import Lists
from plainsight.casework.review_policy import ReviewPolicy
from plainsight.detect.lexicon import Lexicon
from plainsight.filings.writers import Writers
from plainsight.prove.note import Signer
from plainsight.web.identity.oidc import OidcProvider

_LOCAL = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(?P<port>:\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """How this installation is reached, and its limits."""

    origin: str  # "https://desk.example": scheme and host, as the browser shows them
    is_demo: bool = False  # one-click personas instead of sign-in; this machine alone
    idle_max: timedelta = timedelta(minutes=30)
    session_max: timedelta = timedelta(hours=10)
    form_bytes_max: int = 12_000_000  # a form with its attached documents
    bulk_bytes_max: int = 1_000_000_000  # one call of bulk ingest
    sign_in_rate: str = "30/minute"  # attempts of one address
    page_rate: str = "1200/minute"  # calls of one address
    api_rate: str = "6000/minute"  # calls of one token
    scan_bytes_rate: str = "6000000/minute"  # of posts that one token sends to be judged at once
    # Statements with the entries of each legal request: their country and instrument (decision 79).
    is_whole_stated: bool = False
    locale: str = "en"  # where the browser asks for none that is spoken here

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach this over TLS: cookies are marked Secure then."""
        return self.origin.startswith("https://")

    @property
    def host(self) -> str:
        """Host and port, as in the Host header."""
        return self.origin.partition("://")[2]

    @property
    def other_names(self) -> frozenset[str]:
        """Host headers that mean this machine as well, where browsers reach it by one of them."""
        if (ours := _LOCAL.fullmatch(self.host)) is None:
            return frozenset()
        port = ours["port"] or ""
        return frozenset(f"{name}{port}" for name in ("localhost", "127.0.0.1", "[::1]"))


@dataclass(frozen=True, slots=True, kw_only=True)
class WebServices:
    """Everything a handler may reach."""

    records: Records
    clock: Clock
    salts: Salts
    settings: WebSettings
    signer: Signer | None = field(default=None, repr=False)  # of the audit log
    seals: Seals | None = field(default=None, repr=False)  # of disclosure packages
    instruments: Instruments = field(default_factory=dict)  # deadlines/
    oidc: OidcProvider | None = None  # of staff
    ledger: Ledger | None = None  # of transfers
    scanners: DailyScanners | None = None  # of posts sent to be judged
    proposed: DailyScanners | None = None  # by the policy whose typologies are rolled out
    lists: Lists | None = None  # that addresses are screened by
    webhooks: Sender | None = None
    filing: FilingChannel | None = None  # of filing officers alone
    filing_sender: Sender | None = None  # to it: the operator named it, so it may be inside
    reviews: ReviewPolicy | None = None  # reviews/
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # of typologies
    lexicon: Lexicon | None = None  # of the present policy
    offers: Mapping[str, PolicyVersion] = field(default_factory=dict)  # newer typologies proposed
    statements: Statements | None = None  # as published
    writers: Writers | None = None  # of reports
