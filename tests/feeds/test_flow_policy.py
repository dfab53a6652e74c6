"""Typologies of flows are data: they load, cite, and mistakes are named like a compiler's."""

import shutil
from pathlib import Path

import pytest

from plainsight.errors import BadPolicy, BadValue
from plainsight.feeds.policy.complaints import Complaints
from plainsight.feeds.policy.flow_policy import check_flow_policy, load_flow_policy
from plainsight.feeds.policy_root import policy_root
from plainsight.trace.flows.shape import Shape, shape_of
from plainsight.trace.flows.typology import Key

FLOW = "F03-fan-in"
MIRROR = "F17-mirror"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = policy_root()
    shutil.copytree(root / "spec" / "schemas", tmp_path / "spec" / "schemas")
    shutil.copytree(root / "typologies" / "advisories", tmp_path / "typologies" / "advisories")
    for name in (FLOW, MIRROR, "F16-cash-pickup"):
        shutil.copytree(root / "typologies" / name, tmp_path / "typologies" / name)
    return tmp_path


def text_of(folder: Path, name: str) -> str:
    return (folder / "typologies" / name / "typology.yaml").read_text(encoding="utf-8")


def replace(folder: Path, name: str, before: str, after: str) -> None:
    text = text_of(folder, name)
    assert before in text
    place = folder / "typologies" / name / "typology.yaml"
    place.write_text(text.replace(before, after, 1), encoding="utf-8")


def complaints_of(folder: Path) -> list[str]:
    complaints = Complaints()
    check_flow_policy(folder, complaints)
    return complaints.lines


def test_the_shipped_policy_has_every_typology_that_was_promised() -> None:
    policy = load_flow_policy()
    assert {each.name for each in policy.flows} == {
        "structuring", "funnel-account", "fan-in", "fan-out", "gather-scatter", "scatter-gather",
        "pass-through", "cycle", "stack", "bipartite", "card-payoff", "daigou", "student-account",
        "dormant-burst", "repatriation", "cash-pickup",
    }  # fmt: skip
    assert {shape_of(each) for each in policy.flows} == set(Shape)
    assert {frozenset(each.assets_a | each.assets_b) for each in policy.mirrors} == {
        frozenset({"USD", "CNY"}), frozenset({"USD", "MXN"}), frozenset({"CNY", "MXN"}),
    }  # fmt: skip
    assert all(Key.ACCOUNT in each.keys and Key.DEVICE in each.keys for each in policy.mirrors)


def test_every_shipped_typology_cites_an_advisory_and_says_its_reasons() -> None:
    policy = load_flow_policy()
    for typology in policy.flows:
        assert typology.cites
        assert typology.reasons
        assert typology.require or typology.ring or typology.layers
    assert all(typology.cites for typology in policy.mirrors)


def test_one_changed_number_changes_the_digest(folder: Path) -> None:
    before = load_flow_policy(folder).digest
    assert load_flow_policy(folder).digest == before
    replace(folder, FLOW, "{measure: payers, min: 8}", "{measure: payers, min: 9}")
    changed = load_flow_policy(folder).digest
    assert changed != before
    replace(folder, MIRROR, "pairs_min: 4", "pairs_min: 5")
    assert load_flow_policy(folder).digest not in (before, changed)


@pytest.mark.parametrize(
    ("name", "before", "after", "what", "hint"),
    [
        (FLOW, "min: 8}", "mni: 8}", "'mni' was unexpected", "did you mean 'min'?"),
        (FLOW, "within: 5d", "within: 5 days", "within", "must look like"),
        (FLOW, "from: payer", "from: payr", "role 'payr' is not defined", "'payer'"),
        (FLOW, "strength: total", "strength: totl", "measure 'totl' is not defined", "'total'"),
        (FLOW, "together {total}", "together {totl}", "number 'totl' is not defined", "'total'"),
        (FLOW, "together {total}", "together {total", "the sentence is broken", "braces"),
        (FLOW, "threshold: 0.3", "threshold: 0.99", "can never be met", "lower the threshold"),
        (FLOW, "name: fan-in", "name: fan-inn", "spell the folder's name", "F03-fan-inn"),
        ("F16-cash-pickup", "named {quoted}", "named {quotd}", "'quotd'", "'quoted'"),
        (MIRROR, "spread: [-0.02, 0.08]", "spread: [0.08, -0.02]", "is empty", "smaller share"),
        (MIRROR, "b: [CNY]", "b: [CNY, USD]", "USD stands on both sides", "two currencies"),
        (MIRROR, "name: mirror", "name: miror", "spell the folder's name", "F17-miror"),
        (MIRROR, "pairs_min: 4", "pairs_min: 1", "less than the minimum", "minimum is 2"),
        (MIRROR, "flag: A3-N2", "flag: A3-N99", "flag 'A3-N99' is not defined", "did you mean"),
        (MIRROR, "mirror transactions between", "mirror dances between", "not the flag's", "reads"),
    ],
)
def test_a_mistake_is_named_with_its_file_its_line_and_its_mend(
    folder: Path, name: str, before: str, after: str, what: str, hint: str
) -> None:
    line = text_of(folder, name).split(before)[0].count("\n") + 1
    replace(folder, name, before, after)
    complaints = complaints_of(folder)
    told = complaints[0]
    assert what in told
    assert hint in told
    place = int(told.split("typology.yaml:")[1].split(":")[0])
    assert abs(place - line) <= 12
    with pytest.raises(BadPolicy) as caught:
        load_flow_policy(folder)
    assert list(caught.value.complaints) == complaints


@pytest.mark.parametrize("name", [FLOW, MIRROR])
def test_a_currency_that_is_none_is_named_with_the_nearest(folder: Path, name: str) -> None:
    replace(folder, name, "\ntitle:", "\namounts_in: UDS\ntitle:")
    (line,) = complaints_of(folder)
    assert "currency 'UDS' is not defined" in line
    assert f"{name}/typology.yaml:" in line
    replace(folder, name, "amounts_in: UDS", "amounts_in: MXN")
    assert complaints_of(folder) == []
    assert "MXN" in load_flow_policy(folder).written_in


def test_a_form_that_nobody_defined_is_refused(folder: Path) -> None:
    replace(folder, FLOW, "collector: {", "collector: {many: true, ")
    assert any("nobody defined this form" in line for line in complaints_of(folder))


def test_typologies_can_be_chosen_by_id_or_name_and_a_wrong_name_is_told() -> None:
    policy = load_flow_policy()
    some = policy.only(["f03", "mirror"])
    assert some.ids == ("F03", "F17")
    assert some.digest != policy.digest
    assert len(some.mirrors) == len(policy.mirrors)
    with pytest.raises(BadValue, match="one of F01, F02"):
        policy.only(["F99"])
