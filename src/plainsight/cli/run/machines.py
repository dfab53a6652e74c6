"""plainsight machines: tokens of machines, confirmed by a second person or revoked on the host."""

from collections.abc import Mapping
from typing import Annotated

import typer

from plainsight import wiring
from plainsight.app.identity.confirm_token import confirm_token, token_stands, token_waits
from plainsight.app.identity.issue_token import revoke_token
from plainsight.app.identity.stored import ApiToken
from plainsight.cli.json_option import AsJson
from plainsight.cli.listing import Listing, words
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.screen import console, print_json
from plainsight.model.person_id import person_id
from plainsight.model.time import format_instant

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Tokens of machines.")

Token = Annotated[str, typer.Argument(help="The token's id, as `list` shows it.")]
By = Annotated[str, typer.Option("--by", help="Your staff id; the log says it.")]


@app.command("list")
def list_machines(records: RecordsUrl = None, as_json: AsJson = False) -> None:
    """List the tokens that stand, and which of them wait for a second person.

    Example:

      plainsight machines list
    """
    now = wiring.read_clock()
    with opened_records(records) as store, store.read() as view:
        tokens = [each for each in view.identity.machines.tokens() if token_stands(each, now)]
    if as_json:
        print_json([_told(each) for each in tokens])
        return
    listing = Listing("token", words("name"), "roles", words("scopes"), "until", words("stands"))
    for each in tokens:
        listing.add(
            each.token_id,
            each.name,
            ",".join(each.roles),
            " ".join(each.scopes),
            f"{each.expires_at:%Y-%m-%d}",
            _stand(each),
        )
    listing.show()


@app.command()
def confirm(token: Token, by: By, records: RecordsUrl = None, as_json: AsJson = False) -> None:
    """Confirm a token that another person issued: it reads what a person of its roles reads.

    Example:

      plainsight machines confirm tk_1 --by holly
    """
    with opened_records(records) as store:
        done = confirm_token(store, token, by=person_id(by, field="--by"), now=wiring.read_clock())
    _say(done.token_id, done.name, "the token is confirmed", as_json=as_json)


@app.command()
def revoke(token: Token, by: By, records: RecordsUrl = None, as_json: AsJson = False) -> None:
    """Revoke a token: from here it is worth nothing.

    Example:

      plainsight machines revoke tk_1 --by holly
    """
    with opened_records(records) as store:
        revoke_token(store, token, by=person_id(by, field="--by"), now=wiring.read_clock())
    _say(token, token, "the token is revoked", as_json=as_json)


def _stand(token: ApiToken) -> str:
    if token_waits(token):
        return f"issued by {token.issued_by}, waits for a second"
    by = f", confirmed by {token.confirmed_by}" if token.confirmed_by else ""
    return f"issued by {token.issued_by}{by}"


def _told(token: ApiToken) -> Mapping[str, object]:
    return {
        "token_id": token.token_id,
        "name": token.name,
        "roles": [role.value for role in token.roles],
        "scopes": list(token.scopes),
        "issued_by": token.issued_by,
        "confirmed_by": token.confirmed_by,
        "waits": token_waits(token),
        "created_at": format_instant(token.created_at),
        "expires_at": format_instant(token.expires_at),
    }


def _say(token_id: str, name: str, what: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"token_id": token_id, "name": name, "done": what})
    else:
        console().print(f"{name}: {what}", markup=False)
