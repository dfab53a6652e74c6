"""plainsight platform: the account directory of an operator's own service, checked and tried."""

import os
from contextlib import closing
from typing import Annotated

import typer

from plainsight import wiring
from plainsight.app.respond.check_platform import check_platform
from plainsight.app.respond.settle_platform import settle_platform
from plainsight.cli.exits import EXIT_NEGATIVE
from plainsight.cli.json_option import AsJson
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.screen import console, counted, print_json, visible
from plainsight.errors import BadValue
from plainsight.settings import Setting

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="The platform's account directory over HTTP."
)

Url = Annotated[
    str,
    typer.Argument(help=f"Address of the service; the token stands in ${Setting.PLATFORM_TOKEN}."),
]


@app.command()
def check(url: Url, as_json: AsJson = False) -> None:
    """Run the contract suite against a service's sandbox. Exits with 1 when a promise is broken.

    It makes accounts named wx_check_... there, holds and deletes them; nothing else is touched.

    Example:

      plainsight platform check https://accounts.example/desk
    """
    _token()
    now = wiring.read_clock()
    found = []
    with closing(wiring.connect_platform(url)) as platform:
        for each in check_platform(platform, run_id=f"{now:%Y%m%d%H%M%S}", now=now):
            found.append(each)
            if not as_json:
                mark = "kept  " if each.is_kept else "BROKEN"
                console().print(f"{mark} {each.name}: {visible(each.says)}", markup=False)
    broken = [each for each in found if not each.is_kept]
    if as_json:
        print_json([{"name": e.name, "kept": e.is_kept, "says": e.says} for e in found])
    else:
        console().print(f"{len(found) - len(broken)} of {len(found)} promises kept")
    if broken:
        raise typer.Exit(EXIT_NEGATIVE)


@app.command()
def serve(
    records: RecordsUrl = None,
    host: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port.", min=0, max=65_535)] = 8_099,
) -> None:
    """Serve the reference directory over HTTP with a sandbox: to try the desk, or to read from.

    Example:

      PLAINSIGHT_PLATFORM_TOKEN=secret plainsight platform serve --records sqlite:///accounts.db
    """
    server = wiring.make_platform_server(records, host=host, port=port, token=_token())
    console().print(f"http://{host}:{server.server_port} answers; Ctrl-C ends it")
    try:
        server.serve_forever()
    finally:
        server.server_close()


@app.command()
def settle(records: RecordsUrl = None, as_json: AsJson = False) -> None:
    """Release holds at the platform that a crash left there for nobody. Run it daily.

    Example:

      plainsight platform settle
    """
    with opened_records(records) as store:
        found = settle_platform(store, now=wiring.read_clock())
    if as_json:
        print_json({"standing": found.standing_count, "released": list(found.released)})
        return
    standing = counted(found.standing_count, "hold stands", "holds stand")
    released = counted(len(found.released), "was", "were")
    console().print(f"{standing}, {released} nobody's")


def _token() -> str:
    token = os.environ.get(Setting.PLATFORM_TOKEN, "")
    if not token:
        mend = "set the token that the service takes; another shell does not have it"
        raise BadValue(f"${Setting.PLATFORM_TOKEN}", token, mend)
    return token
