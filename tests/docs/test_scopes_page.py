"""The page for machines names every scope with the roles it is for."""

from pathlib import Path

from plainsight.app.identity.token_scopes import ROLES_OF_SCOPE
from plainsight.model.role import Role

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "use-the-api.md"


def test_the_page_has_every_scope_with_its_roles() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for scope, roles in ROLES_OF_SCOPE.items():
        named = (role.told.rsplit(" (", 1)[0] for role in Role if role in roles)
        assert f"| `{scope}` | {', '.join(named)} |" in page
