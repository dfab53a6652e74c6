"""What `plainsight serve` can be told, and what it may be."""

from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plainsight.errors import BadValue
from plainsight.settings import Setting

if TYPE_CHECKING:
    from plainsight.web.identity.oidc import OidcSettings

LOCAL = ("127.0.0.1", "localhost", "::1")
SECRET_BYTES_MIN = 16
_OIDC = "Sign-in at your identity provider (OpenID Connect)"

Host = Annotated[str, typer.Option(help="Address to bind.")]
Port = Annotated[int, typer.Option(help="Port to bind.", min=1, max=65535)]
Demo = Annotated[bool, typer.Option("--demo", help="One-click personas; this machine alone.")]
Origin = Annotated[
    str | None,
    typer.Option(
        help="Scheme and host as browsers see them, when a proxy stands in front.",
        envvar=Setting.ORIGIN,
    ),
]
Proxies = Annotated[
    str | None,
    typer.Option(
        help="Addresses of proxies in front: their X-Forwarded-For is believed.",
        envvar=Setting.PROXIES,
        show_default="127.0.0.1,::1",
    ),
]
Workers = Annotated[int, typer.Option(help="Processes that answer.", min=1, max=64)]
LogKey = Annotated[
    Path | None,
    typer.Option(
        help="The log's private key: signs a checkpoint whenever the log has grown.",
        envvar=Setting.KEY,
    ),
]
TakenIn = Annotated[Path | None, typer.Option(help="Folder of the ledger that takes transfers in.")]
Screened = Annotated[
    Path | None,
    typer.Option(
        help="Folder of the attributions that addresses are screened by.",
        envvar=Setting.ATTRIBUTIONS,
    ),
]
Published = Annotated[
    Path | None,
    typer.Option(help="Folder of the statements published.", envvar=Setting.STATEMENTS),
]
WholeStatements = Annotated[
    bool,
    typer.Option(
        "--whole-statements",
        help="Let everybody download the entries of each legal request with a statement.",
    ),
]
Filer = Annotated[
    Path | None,
    typer.Option(
        help="Who files reports: a file like samples/report/filer.yaml.", envvar=Setting.FILER
    ),
]
FilingHook = Annotated[
    str | None,
    typer.Option(
        help="Where filing officers alone read: told what SARs are due, by id.",
        envvar=Setting.FILING_HOOK,
    ),
]
FilingSecret = Annotated[
    Path | None,
    typer.Option(
        help="File with the secret that signs what is sent there.",
        envvar=Setting.FILING_SECRET_FILE,
    ),
]
PageRate = Annotated[str, typer.Option(help="Calls that one address may make to pages.")]
OidcIssuer = Annotated[
    str | None, typer.Option(help=f"{_OIDC}: issuer.", envvar=Setting.OIDC_ISSUER)
]
OidcClient = Annotated[str, typer.Option(help=f"{_OIDC}: client id.", envvar=Setting.OIDC_CLIENT)]
OidcSecret = Annotated[
    Path | None,
    typer.Option(help=f"{_OIDC}: file with the secret.", envvar=Setting.OIDC_SECRET_FILE),
]

OidcAudiences = Annotated[
    str | None,
    typer.Option(
        help=f"{_OIDC}: audiences trusted beside us, separated by commas.",
        envvar=Setting.OIDC_AUDIENCES,
    ),
]


def origin_of(asked: str | None, host: str, port: int, *, demo: bool) -> str:
    """Scheme and host as browsers see them. Raises BadValue where no passkey can be bound to it."""
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


def oidc_of(
    issuer: str | None, client: str, secret_file: Path | None, audiences: str | None
) -> "OidcSettings | None":
    """The identity provider of staff, where one is named. Raises BadValue without its secret."""
    from plainsight.web.identity.oidc import OidcSettings

    if issuer is None:
        return None
    if secret_file is None:
        raise BadValue("oidc_secret_file", None, "name the file that holds the client's secret")
    secret = secret_file.read_text(encoding="utf-8").strip()
    trusted = tuple(each.strip() for each in (audiences or "").split(",") if each.strip())
    return OidcSettings(
        issuer=issuer, client_id=client, client_secret=secret, trusted_audiences=trusted
    )


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
