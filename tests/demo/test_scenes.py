"""The demo's four legal requests, from receipt to a package that openssl verifies."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.contract.intact import assert_intact
from tests.strategies.respond import SCRIPT, Seal, make_desk, make_seal, opened

from plainsight.app.respond.verify_package import verify_package
from plainsight.demo.desk import Told
from plainsight.demo.scenes import run_respond_demo
from plainsight.stores.records import SqlRecords


@pytest.fixture(scope="module")
def seal(tmp_path_factory: pytest.TempPathFactory) -> Seal:
    return make_seal(tmp_path_factory.mktemp("seal"))


def test_the_four_scenes_end_as_they_should(records: SqlRecords, seal: Seal) -> None:
    desk = make_desk(records, seal, is_prepared=False)
    told: list[Told] = []
    outcomes = run_respond_demo(desk, tell=told.append)
    assert told == list(outcomes)
    emergency, preservation, subpoena, impostor = outcomes
    assert emergency.package is not None
    assert subpoena.package is not None
    assert preservation.package is None
    assert impostor.package is None
    with records.read() as view:
        states = [view.desk.requests.get(each.reference).state for each in outcomes]
        assert [s.production.value for s in states] == ["released", "triage", "released", "refused"]
        assert states[1].holding.value == "active"
        assert states[3].authenticity.value == "fraud_suspected"
        assert_intact(view)


def test_a_package_is_verified_with_openssl_and_the_script_it_carries(
    records: SqlRecords, seal: Seal, tmp_path: Path
) -> None:
    outcomes = run_respond_demo(make_desk(records, seal, is_prepared=False), tell=lambda _: None)
    package = outcomes[2].package
    assert package is not None
    files = opened(package.sealed, seal)
    verdict = verify_package(files, key=seal.key.key, is_stamped=seal.stamp_check)
    assert verdict.reasons == ()
    for name, content in files.items():
        path = tmp_path / "pkg" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    assert files["verify_package.py"] == SCRIPT.read_bytes()
    done = subprocess.run(
        [sys.executable, "-I", "verify_package.py", ".", "--key", seal.pinned, "--tsa",
         seal.tsa_root],
        cwd=tmp_path / "pkg", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout == "VERIFIED\n", done.stdout + done.stderr
