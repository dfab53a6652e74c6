"""plainsight serve: the console, the portal, the public pages and the API, over HTTP."""

import os
import socket
from functools import partial
from typing import TYPE_CHECKING

from rich.panel import Panel
from rich.text import Text

from plainsight import wiring
from plainsight.cli.authority_option import Authority
from plainsight.cli.casework.rollout_options import JudgingModel, Proposed
from plainsight.cli.records_option import RecordsUrl
from plainsight.cli.run.serve_options import (
    Demo,
    Filer,
    FilingHook,
    FilingSecret,
    Host,
    LogKey,
    OidcAudiences,
    OidcClient,
    OidcIssuer,
    OidcSecret,
    Origin,
    PageRate,
    Port,
    Proxies,
    Published,
    Screened,
    TakenIn,
    WholeStatements,
    Workers,
    filing_secret,
    oidc_of,
    origin_of,
    trusted_proxies,
)
from plainsight.cli.run.serve_socket import BACKLOG, close, listen
from plainsight.cli.screen import console
from plainsight.errors import NotInstalled, OthersRecords
from plainsight.settings import Setting

if TYPE_CHECKING:
    from plainsight.cli.run.serve_app import ServeOptions
    from plainsight.web.given import WebServices

WORKER_SECONDS = 60


def serve(
    records: RecordsUrl = None,
    host: Host = "127.0.0.1",
    port: Port = 8008,
    demo: Demo = False,
    origin: Origin = None,
    proxies: Proxies = None,
    workers: Workers = 1,
    key: LogKey = None,
    tsa: Authority = None,
    ledger: TakenIn = None,
    book: Screened = None,
    statements: Published = None,
    whole_statements: WholeStatements = False,
    filer: Filer = None,
    filing_hook: FilingHook = None,
    filing_secret_file: FilingSecret = None,
    proposed: Proposed = None,
    model: JudgingModel = None,
    page_rate: PageRate = "1200/minute",
    oidc_issuer: OidcIssuer = None,
    oidc_client: OidcClient = "plainsight",
    oidc_secret_file: OidcSecret = None,
    oidc_audiences: OidcAudiences = None,
) -> None:
    """Serve the web door over the records, until interrupted.

    The first start prints a link, once, by which the first administrator makes a passkey. No
    password exists, now or later.

    Examples:

      plainsight serve --demo

      plainsight serve --records postgresql://plainsight@localhost/plainsight --origin
      https://desk.example --workers 4
    """
    try:
        from plainsight.cli.run.serve_app import ServeOptions, filing_problem, make_services
        from plainsight.demo.personas import require_demo, require_desk
        from plainsight.web.given import WebSettings
        from plainsight.web.identity.demo import require_local
        from plainsight.web.rates import read_rate
    except ModuleNotFoundError as missing:
        raise NotInstalled(missing.name or "fastapi", "web") from None
    if demo:
        require_local(host)
        _require_named(records)
    options = ServeOptions(
        records=records,
        settings=WebSettings(
            origin=origin_of(origin, host, port, demo=demo),
            is_demo=demo,
            page_rate=read_rate(page_rate),
            is_whole_stated=whole_statements,
        ),
        key=key,
        authority=tsa,
        ledger=ledger,
        book=book,
        statements=statements,
        filer=filer,
        proposed=proposed,
        model=model,
        oidc=oidc_of(oidc_issuer, oidc_client, oidc_secret_file, oidc_audiences),
        filing_hook=filing_hook,
        filing_secret=filing_secret(filing_hook, filing_secret_file),
    )
    trusted = trusted_proxies(proxies)
    # No reason to keep the clocks standing: its host may come back, and is asked each time.
    problem = "" if filing_hook is None else filing_problem(filing_hook)
    sockets = listen(host, port)
    try:
        services = make_services(options)
        (require_demo if demo else require_desk)(services.records)
        _welcome(services)
        if problem:
            console().print(f"the filing channel cannot be told yet: {problem}", style="bold red")
        _run(options, services, sockets=sockets, workers=workers, proxies=trusted)
    finally:
        close(sockets)


def _require_named(records: str | None) -> None:
    """A demo in a shell that is set up for a desk: raise OthersRecords before it is opened."""
    if records is not None and records == os.environ.get(Setting.RECORDS):
        mend = f"name the demo's own with --records, or unset {Setting.RECORDS}"
        raise OthersRecords(f"those of {Setting.RECORDS}", mend)


def _welcome(services: "WebServices") -> None:
    """Say where it is; in the demo loudly, and at the first start with the administrator's link."""
    from plainsight.app.identity.invite_person import ensure_admin
    from plainsight.demo.personas import ensure_personas
    from plainsight.web.identity.demo import BANNER

    screen, settings, now = console(), services.settings, wiring.read_clock()
    if settings.is_demo:
        ensure_personas(services.records, now=now)
        screen.print(Panel(BANNER, style="bold white on red"))
    else:
        invitation = ensure_admin(services.records, salts=services.salts, now=now)
        if invitation is not None:
            screen.print(Text("First administrator: open this once, within a day", style="bold"))
            screen.print(f"  {settings.origin}/enrol/{invitation.token}", soft_wrap=True)
            if invitation.waits:
                told = f"plainsight people confirm {invitation.person.person_id} --by YOU"
                screen.print(f"  it opens after a second person ran: {told}", soft_wrap=True)
    screen.print(f"serving at {settings.origin}", soft_wrap=True)


def _run(
    options: "ServeOptions",
    services: "WebServices",
    *,
    sockets: list[socket.socket],
    workers: int,
    proxies: list[str],
) -> None:
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    from plainsight.cli.run.serve_app import make_app
    from plainsight.web.housekeeping import keep_house

    over = keep_house(services)
    config = uvicorn.Config(
        partial(make_app, options),
        factory=True,
        workers=workers,
        log_level="warning",
        server_header=False,
        date_header=True,
        backlog=BACKLOG,
        forwarded_allow_ips=proxies,
        # Compilers are loaded at the start; on a busy machine that takes longer than the default.
        timeout_worker_healthcheck=WORKER_SECONDS,
    )
    try:
        if workers == 1:
            uvicorn.Server(config).run(sockets=sockets)
        else:
            Multiprocess(config, sockets=sockets).run()
    finally:
        over.set()
        services.records.close()
