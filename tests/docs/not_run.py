"""The examples that `test_examples.py` does not run, each with its reason. To be made shorter.

Named by their page and how they begin. What is a command here still has to name commands and
options that are there: `test_named_commands.py`.
"""

from tests.docs.page_examples import Block, name_of

# Run where a Spark session is at hand.
ON_SPARK = "wants Spark; tests/engines/test_spark_pages.py has it"

NOT_RUN: dict[str, dict[str, tuple[str, ...]]] = {
    ON_SPARK: {
        "docs/concepts/chains-speed.md": ("from plainsight.engines.chain_spark",),
    },
    "wants Spark and the whole policy on it; tests/engines/test_scan_spark.py makes its calls": {
        "docs/how-to/connect-a-feed.md": ("from plainsight import Scanner",),
    },
    "a formula or a figure": {
        "docs/concepts/casework.md": ("urgency = ",),
        "docs/concepts/chains.md": ("source lot · target lot",),
        "docs/concepts/flows.md": ("stage(payers",),
        "docs/concepts/reports.md": ("draft ──> proposed",),
    },
    "written from the table, as tests/respond/test_lifecycle.py sees to": {
        "docs/concepts/respond.md": ("stateDiagram-v2",),
    },
    "data sets of others; `python -m bench flow_typologies` reads them": {
        "docs/concepts/flows-measured.md": ("$ plainsight transfers ingest --ledger gentex",),
    },
    "two minutes; tests/cli/test_labelled_commands.py trains, measures and judges by a model": {
        "docs/how-to/train-a-model.md": (
            "$ plainsight train",
            "$ plainsight queue labels",
            "$ plainsight evaluate",
            "$ plainsight scan",
        ),
    },
    "half a minute; tests/cli/test_flows_score.py trains and scores": {
        "docs/concepts/flow-scores.md": ("$ plainsight flows train",),
    },
    "the keys and the clock of a desk; tests/cli/test_desk_how_tos.py has them": {
        "docs/how-to/answer-an-emergency.md": (
            "$ plainsight log key",
            "$ plainsight requests receive",
        ),
        "docs/tutorials/response-desk.md": (
            "$ plainsight holds confirm LER",
            "$ plainsight holds confirm-keeping",
            "$ plainsight holds prepare-release",
        ),
    },
    "a door and a machine's token; tests/web/test_api_page.py has them": {
        "docs/how-to/use-the-api.md": (
            "$ curl https://desk.example/api/v1/posts",
            "$ curl https://desk.example/api/v1/scan",
            "$ curl https://desk.example/api/v1/screen",
        ),
    },
    "an officer's own key, and a package that was made for it": {
        "docs/tutorials/portal.md": ("$ plainsight packages verify",),
    },
    "a server that runs on in a shell of its own": {
        "docs/how-to/connect-a-platform.md": (
            "$ export PLAINSIGHT_PLATFORM_TOKEN",
            "$ PLAINSIGHT_PLATFORM_TOKEN=",
            "$ export PLAINSIGHT_PLATFORM=",
        ),
        "docs/tutorials/console.md": ("$ plainsight demo",),
    },
    "Docker, systemd or a PostgreSQL with roles: another machine": {
        "docs/how-to/run-in-production.md": (
            "$ plainsight migrate",
            "$ mkdir -m 700 deploy/secrets",
            "$ python3 -m venv /opt/plainsight",
            "$ plainsight backup",
            "$ plainsight log resume",
            "$ plainsight log lost",
        ),
        "docs/how-to/run-on-postgresql.md": (
            "CREATE ROLE plainsight_owner",
            "$ plainsight migrate --role plainsight_app --records",
            "$ plainsight migrate --role plainsight_app --retention-role",
            "CREATE ROLE plainsight_backup",
            "$ PLAINSIGHT_RECORDS=",
        ),
    },
    "what a hook is sent: tests/contract/test_filing_channel.py": {
        "docs/how-to/run-in-production.md": ('{"what": "to_be_filed"',),
    },
}


def reasons_of(block: Block) -> list[str]:
    """Why nothing runs it here; none where something does."""
    page = name_of(block.page)
    return [
        reason
        for reason, pages in NOT_RUN.items()
        if block.first.startswith(pages.get(page, ("\0",)))
    ]
