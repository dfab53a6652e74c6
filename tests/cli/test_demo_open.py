"""What the demo leaves open can be looked at from both sides of a legal request."""

from pathlib import Path

from rich.console import Console

from plainsight import wiring
from plainsight.app.duty_roster import who_acts
from plainsight.app.respond_demo import add_person
from plainsight.cli.demo_open import leave_open
from plainsight.cli.records_option import opened_records
from plainsight.respond.clock import Standing, standing
from plainsight.respond.states import Production

BROKER = "u_97643"


def test_clocks_run_an_approval_waits_and_the_officer_who_asked_is_the_demos(
    tmp_path: Path,
) -> None:
    signer = wiring.create_file_signer(tmp_path / "k", name="demo.plainsight.example/desk")
    with opened_records(f"sqlite:///{tmp_path}/records.db", may_create=True) as store:
        with store.begin() as unit:
            add_person(unit.desk.directory, BROKER, at=wiring.read_clock())
        references = leave_open(Console(quiet=True), store, tmp_path, sought=BROKER, signer=signer)
        now = wiring.read_clock()
        with store.read() as view:
            emergency, subpoena = (view.desk.requests.get(each) for each in references)
            board = view.desk.clocks.board(count_max=20)
        on_duty = who_acts(store, waiting_since=now, now=now)
    assert on_duty is not None
    assert on_duty.actor_id == "demo-desk"
    assert subpoena.state.production is Production.SCOPED
    assert {each.request.requester.email for each in (emergency, subpoena)} == {
        "officer@demo.example"
    }
    running = [each for each in board if standing(each.clock, now=now) is Standing.RUNNING]
    assert running, "an emergency of minutes ago has time left"
    assert (tmp_path / "officer.age-key").is_file(), "a release to this officer can be opened"
