"""plainsight serve: the console, the portal, the public pages and the API, over HTTP."""

import socket
from functools import partial
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.panel import Panel
from rich.text import Text

from plainsight import wiring
from plainsight.cli.records_option import RecordsUrl
from plainsight.cli.rollout_options import Proposed
from plainsight.cli.screen import console
from plainsight.errors import BadValue, NotInstalled

if TYPE_CHECKING:
    from plainsight.cli.serve_app import ServeOptions
    from plainsight.web.given import WebServices
    from plainsight.web.identity.oidc import OidcSettings

LOCAL = ("127.0.0.1", "localhost", "::1")
BACKLOG = 2048
WORKER_SECONDS = 60
SECRET_BYTES_MIN = 16

Oidc = "Sign-in at your identity provider (OpenID Connect)"


def serve(
    records: RecordsUrl = None,
    host: Annotated[str, typer.Option(help="Address to bind.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to bind.", min=1, max=65535)] = 8008,
    demo: Annotated[
        bool, typer.Option("--demo", help="One-click personas; this machine alone.")
    ] = False,
    origin: Annotated[
        str | None,
        typer.Option(
            help="Scheme and host as browsers see them, when a proxy stands in front.",
            envvar="PLAINSIGHT_ORIGIN",
        ),
    ] = None,
    proxies: Annotated[
        str | None,
        typer.Option(
            help="Addresses of proxies in front: their X-Forwarded-For is believed.",
            envvar="PLAINSIGHT_PROXIES",
            show_default="127.0.0.1,::1",
        ),
    ] = None,
    workers: Annotated[int, typer.Option(help="Processes that answer.", min=1, max=64)] = 1,
    key: Annotated[
        Path | None,
        typer.Option(
            help="The log's private key: signs a checkpoint whenever the log has grown.",
            envvar="PLAINSIGHT_KEY",
        ),
    ] = None,
    ledger: Annotated[
        Path | None, typer.Option(help="Folder of the ledger that takes transfers in.")
    ] = None,
    book: Annotated[
        Path | None,
        typer.Option(
            help="Folder of the attributions that addresses are screened by.",
            envvar="PLAINSIGHT_ATTRIBUTIONS",
        ),
    ] = None,
    statements: Annotated[
        Path | None,
        typer.Option(help="Folder of the statements published.", envvar="PLAINSIGHT_STATEMENTS"),
    ] = None,
    filer: Annotated[
        Path | None,
        typer.Option(
            help="Who files reports: a file like samples/report/filer.yaml.",
            envvar="PLAINSIGHT_FILER",
        ),
    ] = None,
    filing_hook: Annotated[
        str | None,
        typer.Option(
            help="Where filing officers alone read: told what SARs are due, by id.",
            envvar="PLAINSIGHT_FILING_HOOK",
        ),
    ] = None,
    filing_secret_file: Annotated[
        Path | None,
        typer.Option(
            help="File with the secret that signs what is sent there.",
            envvar="PLAINSIGHT_FILING_SECRET_FILE",
        ),
    ] = None,
    proposed: Proposed = None,
    page_rate: Annotated[
        str, typer.Option(help="Calls that one address may make to pages.")
    ] = "1200/minute",
    oidc_issuer: Annotated[
        str | None, typer.Option(help=f"{Oidc}: issuer.", envvar="PLAINSIGHT_OIDC_ISSUER")
    ] = None,
    oidc_client: Annotated[
        str, typer.Option(help=f"{Oidc}: client id.", envvar="PLAINSIGHT_OIDC_CLIENT")
    ] = "plainsight",
    oidc_secret_file: Annotated[
        Path | None,
        typer.Option(help=f"{Oidc}: file with the secret.", envvar="PLAINSIGHT_OIDC_SECRET_FILE"),
    ] = None,
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
        from plainsight.cli.serve_app import ServeOptions, filing_problem, make_services
        from plainsight.web.given import WebSettings
        from plainsight.web.identity.demo import require_local
        from plainsight.web.rates import read_rate
    except ModuleNotFoundError as missing:
        raise NotInstalled(missing.name or "fastapi", "web") from None
    if demo:
        require_local(host)
    options = ServeOptions(
        records=records,
        settings=WebSettings(
            origin=_origin(origin, host, port, demo=demo),
            is_demo=demo,
            page_rate=read_rate(page_rate),
        ),
        key=key,
        ledger=ledger,
        book=book,
        statements=statements,
        filer=filer,
        proposed=proposed,
        oidc=_oidc(oidc_issuer, oidc_client, oidc_secret_file),
        filing_hook=filing_hook,
        filing_secret=filing_secret(filing_hook, filing_secret_file),
    )
    trusted = trusted_proxies(proxies)
    # No reason to keep the clocks standing: its host may come back, and is asked each time.
    problem = "" if filing_hook is None else filing_problem(filing_hook)
    services = make_services(options)
    _welcome(services)
    if problem:
        console().print(f"the filing channel cannot be told yet: {problem}", style="bold red")
    _run(options, services, host=host, port=port, workers=workers, proxies=trusted)


def _origin(asked: str | None, host: str, port: int, *, demo: bool) -> str:
    if asked is None and host not in LOCAL:
        raise BadValue("origin", None, "say how browsers reach this: --origin https://desk.example")
    # A passkey is bound to a name; an address has none.
    name = host if demo else "localhost"
    shown = (asked or f"http://{name}:{port}").rstrip("/")
    scheme, _, rest = shown.partition("://")
    is_local = rest.partition(":")[0] in LOCAL
    if scheme != "https" and not (scheme == "http" and is_local):
        raise BadValue("origin", asked, "https, because the session's cookie must stay secret")
    if not rest or "/" in rest:
        raise BadValue("origin", asked, "scheme and host only, as https://desk.example")
    return shown


def trusted_proxies(asked: str | None) -> list[str]:
    """The addresses and networks whose word on a caller's own address is taken.

    Raises BadValue: one that is mistyped would be passed over in silence, and `*` lets every caller
    choose the address that the limits count by.
    """
    if asked is None:
        return ["127.0.0.1", "::1"]
    named = [each.strip() for each in asked.split(",")]
    for each in named:
        try:
            ip_network(each)
        except ValueError:
            mend = "addresses or networks, as 10.0.3.7,10.0.4.0/24"
            raise BadValue("proxies", asked, mend) from None
    return named


def _oidc(issuer: str | None, client: str, secret_file: Path | None) -> "OidcSettings | None":
    from plainsight.web.identity.oidc import OidcSettings

    if issuer is None:
        return None
    if secret_file is None:
        raise BadValue("oidc_secret_file", None, "name the file that holds the client's secret")
    secret = secret_file.read_text(encoding="utf-8").strip()
    return OidcSettings(issuer=issuer, client_id=client, client_secret=secret)


def filing_secret(hook: str | None, secret_file: Path | None) -> bytes:
    """What messages to filing officers are signed with.

    Raises BadValue for a channel that somebody else could read along, or speak in.
    """
    if hook is None:
        return b""
    if not hook.startswith("https://"):
        raise BadValue("filing_hook", "***", "https only: what is sent there is secret")
    if secret_file is None:
        raise BadValue("filing_secret_file", None, "name the file that holds the secret")
    secret = secret_file.read_bytes().strip()
    if len(secret) < SECRET_BYTES_MIN:
        mend = f"at least {SECRET_BYTES_MIN} bytes, such as of `openssl rand -hex 32`"
        raise BadValue("filing_secret_file", f"{len(secret)} bytes", mend)
    return secret


def _welcome(services: "WebServices") -> None:
    """Say where it is; in the demo loudly, and at the first start with the administrator's link."""
    from plainsight.app.invite_person import ensure_admin
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
    screen.print(f"serving at {settings.origin}", soft_wrap=True)


def _run(
    options: "ServeOptions",
    services: "WebServices",
    *,
    host: str,
    port: int,
    workers: int,
    proxies: list[str],
) -> None:
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    from plainsight.cli.serve_app import make_app
    from plainsight.web.housekeeping import keep_house

    over = keep_house(services)
    config = uvicorn.Config(
        partial(make_app, options),
        factory=True,
        host=host,
        port=port,
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
            uvicorn.Server(config).run()
        else:
            sockets: list[socket.socket] = [config.bind_socket()]
            Multiprocess(config, sockets=sockets).run()
    finally:
        over.set()
        services.records.close()
