"""plainsight people: who may sign in with what, links drawn anew, passkeys taken away."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Protocol, Self

import typer

from plainsight import wiring
from plainsight.app.identity.draw_link import confirm_link, link_waits, refuse_link, renew_link
from plainsight.app.identity.stored import EnrolmentLink, Passkey, Person
from plainsight.app.identity.withdraw_passkey import withdraw_passkey
from plainsight.app.ports import Reading, Records
from plainsight.cli.json_option import AsJson
from plainsight.cli.listing import Listing, words
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.screen import console, minute, print_json
from plainsight.errors import UnknownId
from plainsight.model.person_id import person_id
from plainsight.model.time import format_instant
from plainsight.settings import Setting

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Who may sign in.")

Who = Annotated[str, typer.Argument(help="The person's id or address.")]
By = Annotated[str, typer.Option("--by", help="Your staff id; the log says it.")]
Origin = Annotated[
    str,
    typer.Option(help="Scheme and host as browsers see them.", envvar=Setting.ORIGIN),
]


@app.command("list")
def list_people(records: RecordsUrl = None, as_json: AsJson = False) -> None:
    """List who may sign in, with their passkeys, and the links that are open.

    Example:

      plainsight people list
    """
    now = wiring.read_clock()
    with opened_records(records) as store, store.read() as view:
        links = {each.person_id: each for each in view.identity.sign_ins.open_links(now=now)}
        rows = [
            _Row.of(view, person, links.get(person.person_id))
            for person in view.identity.people.all()
        ]
    if as_json:
        print_json([row.told() for row in rows])
        return
    listing = Listing("person", words("name"), "address", "roles", words("link"), "passkeys")
    for row in rows:
        person = row.person
        listing.add(
            person.person_id,
            person.name,
            person.email,
            ",".join(person.roles) if person.is_active else "may not sign in",
            row.link_said(),
            " ".join(each.credential_id for each in row.passkeys),
        )
    listing.show()


@app.command()
def link(
    who: Who,
    by: By,
    origin: Origin = "http://localhost:8000",
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Draw a new link for somebody, which is shown this once.

    One for somebody who could sign in already, and one for an administrator, opens nothing until
    another person confirmed it; used, it takes the place of their earlier passkeys and of the
    account at the identity provider.

    Example:

      plainsight people link ana@platform.example --by ope
    """
    drawn_by, now = person_id(by, field="--by"), wiring.read_clock()
    with opened_records(records) as store:
        done = renew_link(
            store, _id_of(store, who), by=drawn_by, salts=secrets.token_bytes, now=now
        )
    url = f"{origin.rstrip('/')}/enrol/{done.token}"
    if as_json:
        told = {"person_id": done.person.person_id, "link": url, "waits": done.waits}
        print_json({**told, "expires_at": format_instant(done.expires_at)})
        return
    screen = console()
    screen.print(f"for {done.person.name}, once, until {minute(done.expires_at)}:", markup=False)
    screen.print(f"  {url}", soft_wrap=True, markup=False)
    if done.waits:
        screen.print(
            f"it opens after a second person ran: plainsight people confirm "
            f"{done.person.person_id} --by THEM",
            soft_wrap=True,
            markup=False,
        )


@app.command()
def confirm(who: Who, by: By, records: RecordsUrl = None, as_json: AsJson = False) -> None:
    """Confirm a link that another person drew; ask whoever it is for, by a number you know.

    Example:

      plainsight people confirm ana@platform.example --by holly
    """
    person = _answered(who, by, records, confirm_link)
    _say(person, "the link is confirmed", as_json=as_json)


@app.command()
def refuse(who: Who, by: By, records: RecordsUrl = None, as_json: AsJson = False) -> None:
    """Let an open link be worth nothing.

    Example:

      plainsight people refuse ana@platform.example --by holly
    """
    person = _answered(who, by, records, refuse_link)
    _say(person, "the link is worth nothing", as_json=as_json)


@app.command("take-away")
def take_away(
    credential: Annotated[str, typer.Argument(help="The passkey's id, as `list` shows it.")],
    by: By,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Take a lost or stolen passkey away; the sessions that it began end.

    Write `--` before an id that begins with a dash.

    Example:

      plainsight people take-away 3q2-7wAB --by ope
    """
    taken_by, now = person_id(by, field="--by"), wiring.read_clock()
    with opened_records(records) as store:
        passkey = withdraw_passkey(store, credential, by=taken_by, now=now)
        with store.read() as view:
            person = view.identity.people.get(passkey.person_id)
    _say(person, "the passkey is taken away", as_json=as_json)


class _Answer(Protocol):
    """What a second person says to a link that waits."""

    def __call__(self, records: Records, person_id: str, *, by: str, now: datetime) -> Person: ...


def _answered(who: str, by: str, records: str | None, answer: _Answer) -> Person:
    answered_by, now = person_id(by, field="--by"), wiring.read_clock()
    with opened_records(records) as store:
        return answer(store, _id_of(store, who), by=answered_by, now=now)


def _id_of(records: Records, who: str) -> str:
    """The id of who was named. Raises UnknownId."""
    with records.read() as view:
        found = view.identity.people.by_email(who) if "@" in who else None
    if found is None and "@" in who:
        raise UnknownId("person", who)
    return who if found is None else found.person_id


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One person as the list shows them."""

    person: Person
    passkeys: tuple[Passkey, ...]
    link: EnrolmentLink | None
    waits: bool

    @classmethod
    def of(cls, view: Reading, person: Person, link: EnrolmentLink | None) -> Self:
        """What the records say of a person."""
        return cls(
            person=person,
            passkeys=view.identity.people.passkeys(person.person_id),
            link=link,
            waits=link is not None and link_waits(view, link, person),
        )

    def link_said(self) -> str:
        """The open link in a few words."""
        if self.link is None:
            return ""
        return f"drawn by {self.link.drawn_by}" + (", waits for a second" if self.waits else "")

    def told(self) -> Mapping[str, object]:
        """The row as JSON."""
        person, link = self.person, self.link
        return {
            "person_id": person.person_id,
            "name": person.name,
            "email": person.email,
            "roles": [role.value for role in person.roles],
            "is_active": person.is_active,
            "at_identity_provider": person.subject is not None,
            "renewed_at": _instant(person.renewed_at),
            "passkeys": [
                {
                    "credential_id": each.credential_id,
                    "created_at": _instant(each.created_at),
                    "used_at": _instant(each.used_at),
                }
                for each in self.passkeys
            ],
            "link": link
            and {
                "drawn_by": link.drawn_by,
                "confirmed_by": link.confirmed_by,
                "expires_at": _instant(link.expires_at),
                "waits": self.waits,
            },
        }


def _instant(at: datetime | None) -> str | None:
    return None if at is None else format_instant(at)


def _say(person: Person, what: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"person_id": person.person_id, "name": person.name, "done": what})
    else:
        console().print(f"{person.name}: {what}", markup=False)
