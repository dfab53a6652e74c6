"""plainsight serve: the console, the portal, the public pages and the API, over HTTP."""

import secrets
from typing import Annotated

import typer
from rich.panel import Panel

from plainsight import wiring
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.screen import console
from plainsight.errors import NotInstalled


def serve(
    records: RecordsUrl = None,
    host: Annotated[str, typer.Option(help="Address to bind.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to bind.", min=1, max=65535)] = 8008,
    demo: Annotated[
        bool, typer.Option("--demo", help="One-click personas; this machine alone.")
    ] = False,
    origin: Annotated[
        str | None,
        typer.Option(help="Scheme and host as browsers see them, when a proxy stands in front."),
    ] = None,
) -> None:
    """Serve the web door over the records, until interrupted.

    Examples:

      plainsight serve --demo

      plainsight serve --records postgresql://plainsight@localhost/plainsight --origin
      https://desk.example
    """
    try:
        import uvicorn

        from plainsight.web.app import create_app
        from plainsight.web.given import WebServices, WebSettings
        from plainsight.web.identity.demo import BANNER, ensure_personas, require_local
    except ModuleNotFoundError as missing:
        raise NotInstalled(missing.name or "fastapi", "web") from None
    if demo:
        require_local(host)
    shown = origin or f"http://{host}:{port}"
    with opened_records(records) as store:
        app = create_app(
            WebServices(
                records=store,
                clock=wiring.read_clock,
                salts=secrets.token_bytes,
                settings=WebSettings(origin=shown, is_demo=demo),
            )
        )
        if demo:
            ensure_personas(store, now=wiring.read_clock())
            console().print(Panel(BANNER, style="bold white on red"))
        console().print(f"serving at {shown}", soft_wrap=True)
        uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False)
