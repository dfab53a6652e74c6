"""Paths of plain SQL, walked as the application's own role, that would undo what two people agreed.

Each statement is one that a bug, or a person with the application's password, could write. The rows
were brought to where they stand by the application's verbs.
"""

from collections.abc import Iterator

import pytest
from tests.conftest import BACKENDS
from tests.contract.application_role import Floor, open_floor
from tests.contract.lived_rows import fill

FAR = "2099-01-01T00:00:00.000000Z"


@pytest.fixture(scope="module", params=BACKENDS)
def floor(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Floor]:
    with open_floor(request, tmp_path_factory) as opened:
        fill(opened.records)
        yield opened


def _report_is(stand: str) -> str:
    return f"WHERE stand = '{stand}'"


REFUSED = {
    # reports
    "a filed report goes back to draft": "UPDATE reports SET stand = 'draft' "
    f"{_report_is('filed')}",
    "a filed report goes back with its approval taken off": "UPDATE reports SET stand = 'draft', "
    "proposed_by = NULL, proposed_at = NULL, approved_by = NULL, approved_at = NULL, "
    f"filed_by = NULL, filed_at = NULL {_report_is('filed')}",
    "a filed report goes back to approved": "UPDATE reports SET stand = 'approved' "
    f"{_report_is('filed')}",
    "a filed report is rewritten": f"UPDATE reports SET content = '[]' {_report_is('filed')}",
    "an approved report goes back and keeps its approval": "UPDATE reports SET stand = 'draft' "
    f"{_report_is('approved')}",
    "a draft is filed at once": "UPDATE reports SET stand = 'filed', proposed_by = 'm', "
    f"proposed_at = '{FAR}', approved_by = 'n', approved_at = '{FAR}', filed_by = 'm', "
    f"filed_at = '{FAR}' {_report_is('draft')}",
    "a draft is approved before it is proposed": f"UPDATE reports SET approved_by = 'n', "
    f"approved_at = '{FAR}' {_report_is('draft')}",
    "a draft is proposed with an approval": "UPDATE reports SET stand = 'proposed', "
    f"proposed_by = 'm', proposed_at = '{FAR}', approved_by = 'n', approved_at = '{FAR}' "
    f"{_report_is('draft')}",
    "a draft is proposed by nobody": f"UPDATE reports SET stand = 'proposed' {_report_is('draft')}",
    "a proposed report is filed": f"UPDATE reports SET stand = 'filed', approved_by = 'n', "
    f"approved_at = '{FAR}', filed_by = 'm', filed_at = '{FAR}' {_report_is('proposed')}",
    "a proposed report is dropped": "UPDATE reports SET stand = 'dropped' "
    f"{_report_is('proposed')}",
    "a filed report is dropped": f"UPDATE reports SET stand = 'dropped' {_report_is('filed')}",
    "an approver is swapped": f"UPDATE reports SET approved_by = 'other' {_report_is('approved')}",
    "an approver of what was filed is swapped": "UPDATE reports SET approved_by = 'other' "
    f"{_report_is('filed')}",
    "a proposer is taken off": f"UPDATE reports SET proposed_by = NULL {_report_is('proposed')}",
    "the day of filing is changed": "UPDATE reports SET filed_at = "
    f"'2020-01-01T00:00:00.000000Z' {_report_is('filed')}",
    "who filed is changed": f"UPDATE reports SET filed_by = 'other' {_report_is('filed')}",
    "a draft is dated as filed": f"UPDATE reports SET filed_at = '{FAR}' {_report_is('draft')}",
    "what was filed is kept from an earlier day": "UPDATE reports SET retain_until = "
    f"'2020-01-02T00:00:00.000000Z' {_report_is('filed')}",
    "a draft is said to be kept until": f"UPDATE reports SET retain_until = '{FAR}' "
    f"{_report_is('draft')}",
    "an authority's number is made up": "UPDATE reports SET authority_reference = '9' "
    f"{_report_is('filed')}",
    "a clock of a report is moved": f"UPDATE reports SET due_at = '{FAR}'",
    "a report's id is changed": "UPDATE reports SET report_id = 're_x' WHERE stand = 'filed'",
    "a report follows another": "UPDATE reports SET prior_report_id = 're_x'",
    "a stand that nobody knows": f"UPDATE reports SET stand = 'gone' {_report_is('draft')}",
    "a report begins proposed by somebody": "INSERT INTO reports (report_id, case_id, form, "
    "content, document, digest, drafted_by, drafted_at, stand, authority_reference, proposed_by) "
    "SELECT 're_x', case_id, form, content, document, digest, 'm', drafted_at, 'draft', '', 'n' "
    "FROM reports WHERE stand = 'draft'",
    "a report begins dated as filed": "INSERT INTO reports (report_id, case_id, form, "
    "content, document, digest, drafted_by, drafted_at, stand, authority_reference, filed_at) "
    "SELECT 're_x', case_id, form, content, document, digest, 'm', drafted_at, 'draft', '', "
    "drafted_at FROM reports WHERE stand = 'draft'",
    # appeals
    "an appeal begins decided by who proposed": "INSERT INTO appeals (appeal_id, restriction_id, "
    "account_id, text, received_at, stand, decided_by, decided_at, reason_id, answer) SELECT "
    f"'ap_x', restriction_id, account_id, 'x', '{FAR}', 'upheld', 'ben', '{FAR}', 'r', 'no' "
    "FROM restrictions WHERE account_id = 'in_force'",
    "an appeal begins in somebody's hands": "INSERT INTO appeals (appeal_id, restriction_id, "
    "account_id, text, received_at, stand, holder_id, reason_id, answer) SELECT "
    f"'ap_x', restriction_id, account_id, 'x', '{FAR}', 'received', 'ben', '', '' "
    "FROM restrictions WHERE account_id = 'in_force'",
    "an appeal begins answered": "INSERT INTO appeals (appeal_id, restriction_id, "
    "account_id, text, received_at, stand, reason_id, answer) SELECT "
    f"'ap_x', restriction_id, account_id, 'x', '{FAR}', 'received', '', 'no' "
    "FROM restrictions WHERE account_id = 'in_force'",
    "an appeal against what is not in force": "INSERT INTO appeals (appeal_id, restriction_id, "
    "account_id, text, received_at, stand, reason_id, answer) SELECT "
    f"'ap_x', restriction_id, account_id, 'x', '{FAR}', 'received', '', '' "
    "FROM restrictions WHERE account_id = 'proposed'",
    "an appeal of another account": "INSERT INTO appeals (appeal_id, restriction_id, "
    "account_id, text, received_at, stand, reason_id, answer) SELECT "
    f"'ap_x', restriction_id, 'other', 'x', '{FAR}', 'received', '', '' "
    "FROM restrictions WHERE account_id = 'in_force'",
    "an appeal's words are rewritten": "UPDATE appeals SET text = 'I confess'",
    "an appeal is moved to another restriction": "UPDATE appeals SET restriction_id = (SELECT "
    "restriction_id FROM restrictions WHERE account_id = 'in_force')",
    "an appeal is decided before it is taken": "UPDATE appeals SET stand = 'upheld', "
    f"decided_by = 'sue', decided_at = '{FAR}' WHERE stand = 'received'",
    "an appeal is decided by who did not take it": "UPDATE appeals SET stand = 'upheld', "
    f"holder_id = NULL, decided_by = 'new', decided_at = '{FAR}' WHERE stand = 'taken'",
    "an appeal is taken out of somebody's hands": "UPDATE appeals SET holder_id = 'new' "
    "WHERE stand = 'taken'",
    "an answer stands before the decision": "UPDATE appeals SET answer = 'no' "
    "WHERE stand = 'taken'",
    # restrictions
    "a restriction's approver is swapped": "UPDATE restrictions SET approved_by = 'other' "
    "WHERE force = 'in_force'",
    "a restriction's approver is taken off": "UPDATE restrictions SET force = 'proposed', "
    "approved_by = NULL, approved_at = NULL WHERE account_id = 'in_force'",
    "a lifted restriction is in force again": "UPDATE restrictions SET force = 'in_force' "
    "WHERE force = 'lifted'",
    "a proposal is lifted": "UPDATE restrictions SET force = 'lifted', lifted_by = 'x', "
    f"lifted_at = '{FAR}', approved_by = 'y', approved_at = '{FAR}' WHERE force = 'proposed'",
    "who lifted is changed": "UPDATE restrictions SET lifted_by = 'other' WHERE force = 'lifted'",
    "a restriction lifted by nobody": "UPDATE restrictions SET force = 'lifted' "
    "WHERE account_id = 'in_force'",
    "a restriction of another policy": "UPDATE restrictions SET policy = 'other'",
    "a measure that nobody knows": "INSERT INTO restrictions (restriction_id, account_id, "
    "measure, subject, reason_ids, policy, proposed_by, proposed_at, force) VALUES ('rs_x', 'a', "
    f"'frozen', '', '[]', 'p', 'x', '{FAR}', 'proposed')",
    # roll-outs and candidates
    "a share grows after its approval": "UPDATE rollouts SET permille = 1000 "
    "WHERE stand = 'approved'",
    "another version than was approved": "UPDATE rollouts SET version = 12 "
    "WHERE stand = 'approved'",
    "another stage than was approved": "UPDATE rollouts SET stage = 'full' "
    "WHERE stand = 'approved'",
    "another version than was proposed": "UPDATE rollouts SET version = 12 "
    "WHERE stand = 'proposed'",
    "a roll-out's approver is swapped": "UPDATE rollouts SET approved_by = 'other' "
    "WHERE stand = 'approved'",
    "an approved roll-out is proposed again": "UPDATE rollouts SET stand = 'proposed' "
    "WHERE stand = 'approved'",
    "a roll-out's approval is dated anew": f"UPDATE rollouts SET approved_at = '{FAR}' "
    "WHERE stand = 'approved'",
    "a stand of a roll-out that nobody knows": "UPDATE rollouts SET stand = 'in_force', "
    f"approved_by = 'b', approved_at = '{FAR}' WHERE stand = 'proposed'",
    "a stage that nobody knows": "INSERT INTO rollouts (rollout_id, typology_id, version, stage, "
    "permille, stand, proposed_by, proposed_at) VALUES ('ro_x', 'T04', 9, 'most', 10, 'proposed', "
    f"'x', '{FAR}')",
    "another term than was approved": "UPDATE term_candidates SET term = 'hello' "
    "WHERE stand = 'approved'",
    "another sense than was approved": "UPDATE term_candidates SET sense_id = 'goods.drug' "
    "WHERE stand = 'approved'",
    "other evidence than was weighed": "UPDATE term_candidates SET evidence = '{}' "
    "WHERE stand = 'approved'",
    "a candidate's approver is swapped": "UPDATE term_candidates SET approved_by = 'other' "
    "WHERE stand = 'approved'",
    # reviews, decisions, alerts
    "an alert leaves the queue undecided": "UPDATE reviews SET stand = 'decided', "
    "is_open = FALSE, outcome = 'benign' WHERE stand = 'waiting' AND look = 'first'",
    "an alert leaves the queue with no outcome": "UPDATE reviews SET stand = 'decided', "
    "is_open = FALSE WHERE stand = 'waiting' AND look = 'first'",
    "an outcome is turned": "UPDATE reviews SET outcome = 'benign' WHERE stand = 'decided'",
    "an outcome is taken away": "UPDATE reviews SET outcome = NULL WHERE stand = 'decided'",
    "a blind look is made a first one": "UPDATE reviews SET look = 'first' WHERE look = 'blind'",
    "a second look is made a first one": "UPDATE reviews SET look = 'first' WHERE look = 'second'",
    "a new round lets the same person look again": "UPDATE reviews SET round = round + 1 "
    "WHERE look = 'blind'",
    "who asked is forgotten": "UPDATE reviews SET asked_by = NULL WHERE look = 'second'",
    "a review of another alert": "UPDATE reviews SET raised_at = '2020-01-01T00:00:00.000000Z'",
    "an outcome that nobody knows": "INSERT INTO decisions (decision_id, alert_id, alert_version, "
    "round, look, outcome, reason_ids, note, decided_by, decided_at, policy) SELECT 'de_x', "
    f"alert_id, 1, round, 'first', 'fine', '[]', '', 'x', '{FAR}', 'p' FROM reviews "
    "WHERE stand = 'waiting'",
    "what was found is rewritten": "UPDATE alerts SET finding = '{}'",
    "a score is lowered quietly": "UPDATE alerts SET score_permille = 1",
    "an alert's version goes back": "UPDATE alerts SET version = 0",
    "an alert of another campaign": "UPDATE alerts SET campaign_key = campaign_key || 'x'",
    "a state of an alert that nobody knows": "UPDATE alerts SET state = 'gone'",
    # cases
    "a case of somebody else": "UPDATE cases SET opened_by = 'other'",
    "a closed case is merged": "UPDATE cases SET stand = 'merged', merged_into = 'ca_x' "
    "WHERE stand = 'closed'",
    "a case merged into nothing": "UPDATE cases SET stand = 'merged' WHERE stand = 'open'",
    "a thing in a case is rewritten": "UPDATE case_items SET data = '{}'",
    # machines
    "a token's roles grow": "UPDATE api_tokens SET roles = '[\"admin\"]'",
    "a token lives longer": f"UPDATE api_tokens SET expires_at = '{FAR}'",
    "a revoked token lives again": "UPDATE api_tokens SET revoked_at = NULL",
    "a webhook is sent elsewhere": "UPDATE webhooks SET url = 'https://b.example'",
    "a stopped webhook goes on": "UPDATE webhooks SET is_active = TRUE",
}


@pytest.mark.parametrize("what", REFUSED, ids=lambda what: what.replace(" ", "-"))
def test_no_statement_of_the_role_undoes_what_was_agreed(floor: Floor, what: str) -> None:
    assert floor.attempt(REFUSED[what]) != "", what


ALLOWED = {
    "a draft is revised": f"UPDATE reports SET content = '[]' {_report_is('draft')}",
    "a report is kept longer": f"UPDATE reports SET retain_until = retain_until "
    f"{_report_is('filed')}",
    "an approved report is returned": "UPDATE reports SET stand = 'draft', proposed_by = NULL, "
    f"proposed_at = NULL, approved_by = NULL, approved_at = NULL {_report_is('approved')}",
    "a roll-out is refused": "UPDATE rollouts SET stand = 'refused', approved_by = 'quo', "
    f"approved_at = '{FAR}' WHERE stand = 'proposed'",
    "an appeal is given back": "UPDATE appeals SET stand = 'received', holder_id = NULL "
    "WHERE stand = 'taken'",
    "a closed case is opened": "UPDATE cases SET stand = 'open' WHERE stand = 'closed'",
}


REPLACED = ("reports", "restrictions", "appeals", "rollouts", "cases", "reviews", "api_tokens")


@pytest.mark.parametrize("table", REPLACED)
def test_no_row_is_put_in_the_place_of_another(floor: Floor, table: str) -> None:
    """SQLite alone knows REPLACE, and would delete the old row without a word."""
    if floor.records._engine.dialect.name == "sqlite":
        said = floor.attempt(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
        assert "a row is not replaced" in said


@pytest.mark.parametrize("what", ALLOWED, ids=lambda what: what.replace(" ", "-"))
def test_what_the_lifecycle_allows_the_database_allows(floor: Floor, what: str) -> None:
    assert floor.attempt(ALLOWED[what]) == "", what
