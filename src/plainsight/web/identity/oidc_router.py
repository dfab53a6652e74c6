"""Signing in at the identity provider: leave, and come back."""

from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from plainsight.app.identity.draw_link import (
    link_digest,
    person_of_link,
    take_up_link,
    use_invitation,
)
from plainsight.app.identity.stored import Person
from plainsight.app.ports import UnitOfWork
from plainsight.errors import BadCredential, NotServed, ProviderTrouble
from plainsight.model.fact import AuditTag, Fact
from plainsight.model.role import Role
from plainsight.web.given import WebServices
from plainsight.web.identity.arrival import arrive
from plainsight.web.identity.ceremony import begin_ceremony, log_refusal, take_ceremony
from plainsight.web.identity.guard import Services
from plainsight.web.identity.oidc import KIND, Claimed, OidcProvider

router = APIRouter()

CALLBACK = "/sign-in/oidc/callback"
VERIFIER_BYTES = 32
SEE_OTHER = 303
# What a provider sends a person back with who did not sign in (RFC 6749, 4.1.2.1; OpenID Connect
# Core 3.1.2.6). Any other error is of the provider, or of how this client is set up there.
OF_THE_PERSON = {
    "access_denied": "the sign-in was cancelled, or your account may not sign in here",
    "login_required": "you are not signed in there",
    "interaction_required": "it has something to ask you first",
    "account_selection_required": "choose one of your accounts there",
    "consent_required": "you did not consent there",
}


@router.get("/sign-in/oidc")
def leave(request: Request, services: Services, next: str = "/") -> Response:  # noqa: A002
    """Send the browser to the identity provider."""
    return _to_provider(request, services, next_path=next, link="")


@router.get("/enrol/{token}/oidc")
def leave_to_enrol(request: Request, services: Services, token: str) -> Response:
    """Bind the person of an enrolment link to who comes back."""
    person_of_link(services.records, token, now=services.clock())
    return _to_provider(request, services, next_path="/", link=link_digest(token))


@router.get(CALLBACK)
def come_back(
    request: Request, services: Services, state: str = "", code: str = "", error: str = ""
) -> Response:
    """Finish: the state must be this browser's own, the token must hold, the person be known."""
    try:
        noted = take_ceremony(request, services, kind="oidc", challenge=_challenge(state))
        _require_code(code, error)
        claimed = provider_of(services).claimed(
            code=code,
            redirect_uri=services.settings.origin + CALLBACK,
            nonce=str(noted["nonce"]),
            verifier=str(noted["verifier"]),
            now=services.clock(),
        )
        person = _person_of(services, claimed, link=str(noted["link"]))
    except BadCredential as refused:
        log_refusal(services, refused)
        raise
    return arrive(request, person, method="oidc", next_path=str(noted["next"]))


def provider_of(services: WebServices) -> OidcProvider:
    """The identity provider. Raises NotServed where none is set up."""
    if services.oidc is None:
        raise NotServed("an identity provider", "name one in the settings, or use a passkey")
    return services.oidc


def _to_provider(request: Request, services: WebServices, *, next_path: str, link: str) -> Response:
    provider = provider_of(services)
    nonce, verifier = services.salts(16).hex(), services.salts(VERIFIER_BYTES).hex()
    state = begin_ceremony(
        request,
        services,
        kind="oidc",
        payload={"nonce": nonce, "verifier": verifier, "next": next_path, "link": link},
    )
    url = provider.authorization_url(
        redirect_uri=services.settings.origin + CALLBACK,
        state=state.hex(),
        nonce=nonce,
        verifier=verifier,
    )
    return RedirectResponse(url, status_code=SEE_OTHER)


def _require_code(code: str, error: str) -> None:
    """Refuse who came back without a code: nothing is to be asked of the provider then.

    Raises BadCredential, and ProviderTrouble for what is no doing of the person's.
    """
    if error in OF_THE_PERSON:
        raise BadCredential(KIND, f"{OF_THE_PERSON[error]}; begin again")
    if error:
        # Bounded and quoted: whoever follows a link writes this, and it goes to the log.
        raise ProviderTrouble(f"it sent the browser back with the error {error[:40]!r}")
    if not code:
        raise BadCredential(KIND, "no code came back; begin again")


def _challenge(state: str) -> bytes:
    try:
        return bytes.fromhex(state)
    except ValueError:
        raise BadCredential(KIND, "the state is not ours") from None


def _person_of(services: WebServices, claimed: Claimed, *, link: str) -> Person:
    """The person bound to this subject; else the one invited under its verified address."""
    now = services.clock()
    with services.records.begin() as unit:
        people = unit.identity.people
        person = people.by_subject(claimed.subject)
        if link and _is_of(unit, link, person):
            person = take_up_link(unit, link, now=now)
        elif person is None and claimed.email:
            person = people.by_email(claimed.email)
            _require_link(unit, person)
        if person is None or person.subject not in (None, claimed.subject):
            raise BadCredential(KIND, "nobody here is known by this account; ask for a link")
        if person.subject is None:
            use_invitation(unit, person, now=now)
            person = replace(person, subject=claimed.subject)
            people.save(person, at=now)
            unit.record(
                Fact(
                    tag=AuditTag.CREDENTIAL_ADDED,
                    subject=person.person_id,
                    at=now,
                    body={"kind": "oidc"},
                    personal={"subject": claimed.subject},
                )
            )
    if not person.is_active:
        raise BadCredential(KIND, "this person is not active any more")
    return person


def _is_of(unit: UnitOfWork, digest: str, person: Person | None) -> bool:
    """Whether a link is of who came back, or they are nobody yet; one known is signed in else."""
    link = unit.identity.sign_ins.link(digest)
    return person is None or (link is not None and link.person_id == person.person_id)


def _require_link(unit: UnitOfWork, person: Person | None) -> None:
    if person is None:
        return
    # The account that was unbound may have the same mailbox: two people agreed that it goes.
    if person.renewed_at is not None and person.subject is None:
        raise BadCredential(
            KIND, "your sign-in was drawn anew: a link binds an account, ask for one"
        )
    # A mailbox alone makes nobody an administrator: a second person confirms the first link.
    if Role.ADMIN not in person.roles:
        return
    if not unit.identity.people.was_enrolled(person.person_id):
        raise BadCredential(KIND, "an administrator first comes by the link; open it")
