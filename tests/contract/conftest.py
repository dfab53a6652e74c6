"""The desk that the suites about legal requests share."""

import pytest
from tests.strategies.respond import Seal, make_desk, make_seal

from plainsight.demo.desk import DemoDesk
from plainsight.stores.records import SqlRecords


@pytest.fixture(scope="module")
def seal(tmp_path_factory: pytest.TempPathFactory) -> Seal:
    return make_seal(tmp_path_factory.mktemp("seal"))


@pytest.fixture
def desk(records: SqlRecords, seal: Seal) -> DemoDesk:
    return make_desk(records, seal)
