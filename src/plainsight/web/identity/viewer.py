"""Who looks at a page or calls the API."""

from dataclasses import dataclass, field

from plainsight.model.role import Role, Staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """One signed-in person, or a machine with a token."""

    person_id: str
    name: str
    roles: frozenset[Role]
    locale: str = "en"
    department: str = ""
    agency_id: str = ""  # of an officer
    has_link: bool = False  # somebody drew a link for them, and it is still open
    scopes: frozenset[str] = field(default_factory=frozenset)  # of a machine's token

    @property
    def staff(self) -> Staff:
        """The person as casework knows them."""
        return Staff(staff_id=self.person_id, roles=self.roles, department=self.department)

    def holds(self, *roles: Role) -> bool:
        """Whether any of these roles is held."""
        return not self.roles.isdisjoint(roles)
