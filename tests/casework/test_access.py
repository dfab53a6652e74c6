"""Who may do what is one table, and reports are a secret."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.casework import ROOT

from plainsight.casework.access import (
    MAY,
    Act,
    ReportAccess,
    ReportSight,
    may,
    may_see,
    require,
    roles_for,
    sight_of,
)
from plainsight.errors import NotAllowed
from plainsight.model.role import Role, Staff, make_staff
from plainsight.respond.states import Role as DeskRole

PAGE = ROOT / "docs" / "concepts" / "casework.md"
ROLES = st.frozensets(st.sampled_from(Role), max_size=4)
NEVER = {Role.SUPPORT, Role.ADMIN, Role.REQUESTER, Role.REQUESTER_SUPERVISOR}


def table_on_the_page() -> dict[str, set[str]]:
    """act -> roles, as docs/concepts/casework.md says it."""
    text = PAGE.read_text(encoding="utf-8")
    part = text[text.index("<!-- table of acts -->") : text.index("<!-- end of the table -->")]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in part.splitlines()
        if line.startswith("|") and not line.startswith("|---")
    ]
    head, *body = rows
    return {
        row[0].strip("`"): {
            role for role, cell in zip(head[1:], row[1:], strict=True) if cell == "yes"
        }
        for row in body
    }


def test_the_table_on_the_page_is_the_table_in_the_code() -> None:
    in_code = {act.value: {role.value for role in roles_for(act)} for act in Act}
    assert table_on_the_page() == in_code


def test_every_act_is_somebodys() -> None:
    assert all(roles_for(act) for act in Act)


@pytest.mark.parametrize("act", list(Act))
@pytest.mark.parametrize("role", list(Role))
def test_every_role_is_refused_what_the_table_does_not_give(role: Role, act: Act) -> None:
    person = make_staff("p", role)
    if act in MAY.get(role, frozenset()):
        require(person, act)
    else:
        with pytest.raises(NotAllowed):
            require(person, act)


def test_the_roles_of_the_desk_are_roles_of_the_house() -> None:
    assert {role.value for role in DeskRole} <= {role.value for role in Role}


def test_every_verb_on_the_page_exists() -> None:
    from importlib import import_module

    text = PAGE.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (`.*) \|$", text[text.index("## Verbs") :], re.MULTILINE)
    assert len(rows) > 10
    for room, verbs in rows:
        module = import_module(f"plainsight.app.casework.{room}")
        for name in re.findall(r"`(\w+)`", verbs):
            assert callable(getattr(module, name)), name


@given(roles=ROLES, is_author=st.booleans(), is_member=st.booleans(), is_reader=st.booleans())
def test_only_who_needs_it_knows_of_a_report(
    roles: frozenset[Role], is_author: bool, is_member: bool, is_reader: bool
) -> None:
    viewer = Staff(staff_id="p", roles=roles)

    def people(is_in: bool) -> frozenset[str]:
        return frozenset({"p", "x"} if is_in else {"x"})

    report = ReportAccess(
        report_id="r",
        author_ids=people(is_author),
        member_ids=people(is_member),
        reader_ids=people(is_reader),
    )
    seen = may_see(viewer, report)
    if roles & NEVER:
        assert not seen
    elif Role.FILING_OFFICER in roles:
        assert seen
    else:
        on_the_case = roles & {Role.ANALYST, Role.SENIOR_ANALYST, Role.COUNSEL}
        assert seen is (is_reader or bool(on_the_case and (is_author or is_member)))
    assert not (seen and sight_of(viewer) is ReportSight.NONE)


def test_who_carries_support_beside_anything_else_is_told_nothing() -> None:
    person = make_staff("p", Role.SUPPORT, Role.FILING_OFFICER)
    assert may(person, Act.FILE_REPORT)
    assert sight_of(person) is ReportSight.NONE


def test_a_refusal_names_the_duty_and_its_code() -> None:
    with pytest.raises(NotAllowed) as refused:
        require(make_staff("ana", Role.ANALYST), Act.SEE_QUALITY)
    assert str(refused.value) == (
        "see quality is for auditor (AUD) or senior analyst (SNR) or review quality (RQA); "
        "ask one of them"
    )
