"""A token that could do nothing is refused while it can still be mended."""

import pytest

from plainsight.app.identity.token_scopes import ROLES_OF_SCOPE, SCOPES, require_useful
from plainsight.errors import BadValue
from plainsight.model.role import Role


def test_a_scope_that_none_of_the_roles_may_use_is_refused_with_who_may() -> None:
    with pytest.raises(BadValue) as refused:
        require_useful([Role.SYSTEM], ["posts:write", "cases:read"])
    assert str(refused.value) == (
        "scopes is 'cases:read': the software (SYS) may not use it: add the role counsel (CNL) or "
        "analyst (ANL) or senior analyst (SNR) or filing officer (FIL), or leave it out"
    )


def test_a_role_that_none_of_the_scopes_is_for_is_refused_with_what_it_may_use() -> None:
    with pytest.raises(BadValue) as refused:
        require_useful([Role.SYSTEM, Role.AUDITOR], ["posts:write"])
    assert str(refused.value) == (
        "roles is 'AUD': auditor (AUD) may use none of the scopes: add one of log:read, or leave "
        "the role out"
    )


def test_a_role_that_no_scope_is_for_is_told_to_leave() -> None:
    with pytest.raises(BadValue, match=r"support \(SUP\) may use none of the scopes: leave the"):
        require_useful([Role.SUPPORT, Role.SYSTEM], ["posts:write"])


@pytest.mark.parametrize("scope", SCOPES)
def test_every_scope_is_taken_with_each_role_it_is_for(scope: str) -> None:
    for role in ROLES_OF_SCOPE[scope]:
        require_useful([role], [scope])


@pytest.mark.parametrize("scopes", [[], ["posts:erase"]])
def test_a_scope_that_there_is_not_is_refused(scopes: list[str]) -> None:
    with pytest.raises(BadValue, match="one or more of posts:write"):
        require_useful([Role.SYSTEM], scopes)
