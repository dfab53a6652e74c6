"""Passkeys (WebAuthn level 2): made and used with user verification, bound to this origin."""

import json
from typing import Any

import webauthn
from starlette.requests import Request
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from plainsight.app.identity.stored import Passkey, Person
from plainsight.app.ports import UnitOfWork
from plainsight.errors import BadCredential
from plainsight.model.fact import AuditTag, Fact, JsonValue
from plainsight.web.given import WebServices, WebSettings
from plainsight.web.identity.ceremony import begin_ceremony, take_ceremony

CREATE = "passkey-create"
GET = "passkey-get"
KIND = "passkey"
_NAME = "Plainsight"


def creation_options(request: Request, services: WebServices, person: Person) -> dict[str, Any]:
    """What the browser needs to make a passkey for a person."""
    with services.records.read() as view:
        known = view.identity.people.passkeys(person.person_id)
    challenge = begin_ceremony(
        request, services, kind=CREATE, payload={"person_id": person.person_id}
    )
    options = webauthn.generate_registration_options(
        rp_id=relying_party(services.settings),
        rp_name=_NAME,
        user_name=person.email,
        user_id=person.person_id.encode(),
        user_display_name=person.name,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(each.credential_id))
            for each in known
        ],
    )
    return _as_json(options)


def made_passkey(
    request: Request, services: WebServices, person: Person, credential: dict[str, Any]
) -> Passkey:
    """Verify what the browser made. Raises BadCredential."""
    challenge = _challenge_of(credential)
    noted = take_ceremony(request, services, kind=CREATE, challenge=challenge)
    if noted["person_id"] != person.person_id:
        raise BadCredential(KIND, "it was made for somebody else; begin again")
    try:
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=relying_party(services.settings),
            expected_origin=services.settings.origin,
            require_user_verification=True,
        )
    except WebAuthnException as wrong:
        raise BadCredential(KIND, str(wrong)) from None
    return Passkey(
        credential_id=bytes_to_base64url(made.credential_id),
        person_id=person.person_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        label=made.aaguid,
        created_at=services.clock(),
    )


def keep_passkey(unit: UnitOfWork, passkey: Passkey) -> None:
    """Store one, with its entry in the log."""
    body: dict[str, JsonValue] = {"kind": KIND, "credential_id": passkey.credential_id}
    unit.identity.people.add_passkey(passkey)
    unit.record(
        Fact(
            tag=AuditTag.CREDENTIAL_ADDED,
            subject=passkey.person_id,
            at=passkey.created_at,
            body=body,
        )
    )


def request_options(request: Request, services: WebServices) -> dict[str, Any]:
    """What the browser needs to sign in with a passkey that it finds by itself."""
    challenge = begin_ceremony(request, services, kind=GET, payload={})
    return _as_json(
        webauthn.generate_authentication_options(
            rp_id=relying_party(services.settings),
            challenge=challenge,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )


def person_by_passkey(
    request: Request, services: WebServices, credential: dict[str, Any]
) -> tuple[Person, str]:
    """Who signed the challenge, and the id of the passkey. Raises BadCredential."""
    challenge = _challenge_of(credential)
    take_ceremony(request, services, kind=GET, challenge=challenge)
    with services.records.read() as view:
        passkey = view.identity.people.passkey(str(credential.get("id", "")))
    if passkey is None:
        raise BadCredential(KIND, "it is not enrolled here")
    if passkey.withdrawn_at is not None:
        raise BadCredential(KIND, "it was taken away; use another, or ask for a new link")
    try:
        verified = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=relying_party(services.settings),
            expected_origin=services.settings.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except WebAuthnException as wrong:
        raise BadCredential(KIND, str(wrong)) from None
    with services.records.begin() as unit:
        unit.identity.people.use_passkey(
            passkey.credential_id, sign_count=verified.new_sign_count, at=services.clock()
        )
        person = unit.identity.people.get(passkey.person_id)
    if not person.is_active:
        raise BadCredential(KIND, "its person is not active any more")
    return person, passkey.credential_id


def relying_party(settings: WebSettings) -> str:
    """The host without its port: what passkeys are bound to."""
    return settings.host.partition(":")[0]


def _challenge_of(credential: dict[str, Any]) -> bytes:
    """The challenge the browser says it answered; the library then checks that it was signed."""
    try:
        client = base64url_to_bytes(credential["response"]["clientDataJSON"])
        return base64url_to_bytes(json.loads(client)["challenge"])
    except (KeyError, TypeError, ValueError, RecursionError):
        raise BadCredential(KIND, "the browser's answer cannot be read") from None


def _as_json(options: Any) -> dict[str, Any]:  # noqa: ANN401 - two of the library's types
    answer: dict[str, Any] = json.loads(webauthn.options_to_json(options))
    return answer
