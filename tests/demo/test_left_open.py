"""What the demo leaves open can be looked at from both sides of a legal request."""

from pathlib import Path

from plainsight import wiring
from plainsight.app.respond.duty_roster import who_acts
from plainsight.cli.records_option import opened_records
from plainsight.demo.accounts import add_person
from plainsight.demo.left_open import OpenDesk, leave_open
from plainsight.feeds.policy.deadlines_yaml import load_instruments
from plainsight.keys.seal_age import create_identity
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
        now = wiring.read_clock()
        left = leave_open(
            OpenDesk(
                records=store,
                instruments=load_instruments(),
                signer=signer,
                recipient_key=create_identity()[1],
                sought=BROKER,
                now=now,
            )
        )
        with store.read() as view:
            emergency = view.desk.requests.get(left.emergency)
            subpoena = view.desk.requests.get(left.subpoena)
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
