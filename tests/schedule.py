"""Which process runs which tests, and what comes first.

A file stays whole, so that what its tests share is made once; files that share something dear stay
together. The longest start first: neither process then waits long for the other at the end, and
what one of them compiles is kept by the time others ask for it.
"""

import atexit
import gc
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from xdist.scheduler import LoadScopeScheduling

TESTS = Path(__file__).parent
LONGEST = (
    # One Java machine, and one cluster at its end.
    (
        "contract/test_chain_sql_contract.py",
        "engines/test_spark_pages.py",
        "contract/test_flow_engines.py",
        "engines/test_scan_spark.py",
    ),
    # The shipped policy is compiled here, and so is the code that reads columns.
    (
        "contract/test_scanner_of_few.py",
        "contract/test_scanners.py",
        "detect/test_typologies.py",
        "detect/test_nicknames.py",
    ),
    # Here the code that searches flows.
    ("cli/test_flows_score.py", "cli/test_money_commands.py"),
    ("web/browser/", "cli/test_trace_show.py"),  # one Chromium
    ("docs/test_examples.py",),
    ("cli/test_store_commands.py", "cli/test_rollout_commands.py"),  # one policy proposed
    ("contract/test_holds_race.py",),
    ("contract/test_kill_nine.py",),
    ("cli/test_scan_command.py",),
    ("contract/test_respond_invariants.py",),
    ("contract/test_respond_crashes.py",),
    ("cli/test_labelled_commands.py",),
    ("cli/test_desk_session.py",),
    ("app/test_find_flows.py",),
    ("contract/test_casework_guards.py",),
    ("contract/test_chain_numba_contract.py",),
    ("web/test_matrix.py",),
    ("web/test_schema_fuzz.py",),
    ("web/test_oidc.py",),
    ("cli/test_chain_commands.py",),
    ("feeds/test_transfers_sql_values.py",),
    ("feeds/test_transfers_feed.py",),
    ("contract/test_desk_steps.py",),
    ("contract/test_red_team.py",),
    ("contract/test_settle_request.py",),
    ("app/test_file_report.py",),
    ("contract/test_casework_learning.py",),
    ("contract/test_casework_contract.py",),
    ("contract/test_keep_duties.py",),
    ("cli/test_streams.py",),
    ("web/test_api.py",),
    ("engines/test_columnar_kept.py",),
    ("app/test_scoreboard.py",),
    ("cli/test_chain_report_command.py",),
    ("feeds/test_transfers_rows.py",),
    ("engines/test_columnar_many.py",),
    ("engines/test_flow_model.py", "engines/test_flow_features.py"),
    ("web/test_owasp.py",),
    ("cli/test_reports_commands.py",),
    ("prove/test_naive_agreement.py",),
    ("stores/test_postgres_roles.py",),
    ("golden/test_chain_btc_2009.py", "trace/test_chain_clusters.py"),  # one reading of the chain
)


def scope_of(nodeid: str) -> str:
    """What goes to one process: the file, or the first of the files it shares with."""
    path = nodeid.partition("::")[0]
    turn, _ = turn_of(nodeid)
    return path if turn == len(LONGEST) else LONGEST[turn][0]


def turn_of(nodeid: str) -> tuple[int, int]:
    """The place in LONGEST, or its end, and the place among the files that stay together."""
    for turn, paths in enumerate(LONGEST):
        for place, path in enumerate(paths):
            if nodeid.startswith(f"{TESTS.name}/{path}"):
                return turn, place
    return len(LONGEST), 0


@pytest.hookimpl(tryfirst=True)
def pytest_collection() -> None:
    """What is being collected stays: nobody need look through it for garbage meanwhile."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Nor later; and what tests share is looked through a tenth as often as is usual.

    What is garbage by now is kept with it: it is little, and to look for it takes a second.
    """
    gc.freeze()
    # Last of all, for whoever complains of what is left: pytest too looks through it when it ends.
    atexit.register(gc.unfreeze)
    young, middle, old = gc.get_threshold()
    gc.set_threshold(young, middle, old * 10)
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest first; the rest stays in the random order it came in."""
    items.sort(key=lambda item: turn_of(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> "LoadScopeScheduling":
    """By scope. (The marks of `--dist loadgroup` do not reach the present pytest.)"""
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return scope_of(nodeid)

    return Scheduling(config, log)
