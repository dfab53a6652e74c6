"""What a page behind the sign-in is asked: by whom, with what at hand, in which language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from plainsight.app.ports import Records
from plainsight.errors import PlainsightError
from plainsight.model.role import Staff
from plainsight.web.answers import status_of
from plainsight.web.given import WebServices
from plainsight.web.identity.guard import CurrentViewer, Services
from plainsight.web.identity.viewer import Viewer
from plainsight.web.locale import locale_of
from plainsight.web.pages import render


@dataclass(frozen=True, slots=True)
class AskedPage:
    """One call of a page, by whom the table of roles has let in."""

    request: Request
    services: WebServices
    viewer: Viewer

    @property
    def records(self) -> Records:
        """What is kept."""
        return self.services.records

    @property
    def staff(self) -> Staff:
        """The viewer with all their roles, as casework asks for them."""
        viewer = self.viewer
        return Staff(staff_id=viewer.person_id, roles=viewer.roles, department=viewer.department)

    @property
    def locale(self) -> str:
        """The reader's language."""
        return locale_of(self.request, self.services.settings.locale)

    @property
    def origin(self) -> str:
        """What every address of this installation begins with."""
        return self.services.settings.origin

    def now(self) -> datetime:
        """The instant, by the installation's clock."""
        return self.services.clock()

    def names(self) -> dict[str, str]:
        """What everybody is called, by their id."""
        with self.records.read() as reading:
            return {person.person_id: person.name for person in reading.identity.people.all()}

    def show(
        self, template: str, context: Mapping[str, Any], *, refused: PlainsightError | None = None
    ) -> Response:
        """The page; after a refusal it says so, with the refusal's status."""
        status = 200 if refused is None else status_of(refused)
        said = {**context, "refused": refused}
        return render(self.request, template, said, status_code=status)


# A coroutine, though it waits for nothing: a plain function would be sent to another thread.
async def _asked(request: Request, services: Services, viewer: CurrentViewer) -> AskedPage:
    return AskedPage(request, services, viewer)


Asked = Annotated[AskedPage, Depends(_asked)]
