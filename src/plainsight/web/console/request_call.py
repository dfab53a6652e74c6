"""One press of a button in the workspace of a legal request: its fields, read by name."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.datastructures import FormData, UploadFile

from plainsight.app.respond.attached_document import AttachedDocument
from plainsight.app.respond.disclose import Seals
from plainsight.app.respond.stored import Actor
from plainsight.errors import NotServed
from plainsight.feeds.requests.document_reader import DOCUMENT_BYTES_MAX, read_document
from plainsight.prove.note import Signer
from plainsight.respond.states import Role
from plainsight.web.asked import Asked
from plainsight.web.console.acting import acting
from plainsight.web.parts.request_page import DOCUMENTS_MAX, read_documents


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One press of a button: what on, by whom, with which fields."""

    asked: Asked
    reference: str
    form: FormData
    now: datetime

    def actor(self, *roles: Role) -> Actor:
        """The viewer in the role that the step is for. Raises NotAllowed."""
        return acting(self.asked.viewer, *roles)

    def text(self, name: str) -> str:
        """A field of the form, or nothing."""
        value = self.form.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str]:
        """Every value of a field that can stand more than once."""
        return [value for value in self.form.getlist(name) if isinstance(value, str)]

    def document(self, name: str) -> AttachedDocument | None:
        """The file that came in a field, read in isolation; none where none was chosen.

        Raises HostileDocument.
        """
        sent = self.form.get(name)
        if not isinstance(sent, UploadFile) or not sent.filename:
            return None
        return read_document(sent.filename, sent.file.read(DOCUMENT_BYTES_MAX + 1))

    def documents(self, name: str) -> list[AttachedDocument]:
        """The files that came in a field, each read in isolation. Raises HostileDocument."""
        return read_documents(
            [
                (each.filename, each.file.read(DOCUMENT_BYTES_MAX + 1))
                for each in self.form.getlist(name)[: DOCUMENTS_MAX + 1]
                if isinstance(each, UploadFile) and each.filename
            ]
        )

    def is_set(self, name: str) -> bool:
        """Whether a box is ticked."""
        return self.text(name) == "yes"

    def signer(self) -> Signer:
        """The key that scope tokens are signed with. Raises NotServed."""
        if self.asked.services.signer is None:
            raise NotServed("signing scope tokens", "give the installation its key")
        return self.asked.services.signer

    def seals(self) -> Seals:
        """What packages are sealed with. Raises NotServed."""
        if self.asked.services.seals is None:
            raise NotServed("packages", "give the installation a timestamp authority and a key")
        return self.asked.services.seals


Step = Callable[[Call], None]
Field = Callable[[Call], object]


def step(verb: Callable[..., object], *roles: Role, **fields: Field) -> Step:
    """A step that is one use case, told by whoever has one of these roles.

    `fields`: what else the use case asks for, by the name of its argument, and where it is read.
    """

    def take(call: Call) -> None:
        actor = call.actor(*roles)
        told = {name: read(call) for name, read in fields.items()}
        verb(call.asked.records, call.reference, actor=actor, now=call.now, **told)

    return take


def text(name: str = "text") -> Field:
    """A field in words; most steps have one."""
    return lambda call: call.text(name)


def instruments(call: Call) -> object:
    """What each instrument entitles to, and for how long it holds."""
    return call.asked.services.instruments
