"""What the officer's form and the desk's form for paper share as pages."""

from collections.abc import Sequence
from typing import Any

from fastapi import Request
from starlette.datastructures import FormData, UploadFile

from plainsight.app.respond.attached_document import AttachedDocument
from plainsight.errors import HostileDocument
from plainsight.feeds.requests.document_reader import DOCUMENT_BYTES_MAX, read_document
from plainsight.respond.data_class import DataClass
from plainsight.respond.instrument import Instrument, Purpose
from plainsight.respond.legal_request import AuthorityKind
from plainsight.web.given import WebServices
from plainsight.web.i18n.speech import speech
from plainsight.web.locale import locale_of
from plainsight.web.parts.request_form import Filled

DOCUMENTS_MAX = 10
_ASKED_FOR = tuple(each for each in DataClass if each is not DataClass.SISTER_DATA)


async def read_sent(request: Request) -> tuple[FormData, list[tuple[str, bytes]]]:
    """The form, and its documents by name; a byte and one more than allowed, to be told from."""
    async with request.form() as form:
        documents = [
            (each.filename or "document", await each.read(DOCUMENT_BYTES_MAX + 1))
            for each in form.getlist("documents")[: DOCUMENTS_MAX + 1]
            if isinstance(each, UploadFile) and each.filename
        ]
    return form, documents


def read_documents(sent: Sequence[tuple[str, bytes]]) -> list[AttachedDocument]:
    """Read what came with a form. Raises HostileDocument, for one too many as well."""
    if len(sent) > DOCUMENTS_MAX:
        raise HostileDocument(
            sent[DOCUMENTS_MAX][0],
            f"is one of more than {DOCUMENTS_MAX}, and none was taken",
            "put several into one file",
        )
    return [read_document(name, content) for name, content in sent]


def instrument_context(
    request: Request, services: WebServices, filled: Filled, *, country: str
) -> dict[str, Any]:
    """The instruments on offer to a country ("" for all), and what the chosen one reaches."""
    instruments = [each.instrument for each in services.instruments.values()]
    chosen = services.instruments.get(filled.given.get("instrument", ""))
    said = speech(locale_of(request, services.settings.locale)).word
    return {
        "offered": [each for each in instruments if _is_offered(each, country)],
        "chosen": None if chosen is None else chosen.instrument,
        "reached": chosen and {each.data_class for each in chosen.instrument.entitlements},
        "classes": _ASKED_FOR,
        "authority_options": [(kind.value, said("authority", kind)) for kind in AuthorityKind],
        "preservation": Purpose.PRESERVATION,
        "emergency": Purpose.EMERGENCY,
    }


def _is_offered(instrument: Instrument, country: str) -> bool:
    if not country:
        return True
    if instrument.purpose is Purpose.REFUSED:
        return False
    return not instrument.countries or country in instrument.countries
