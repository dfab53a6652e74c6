"""The Python surface: three lines from a text, a ledger, a chain or a letter to an answer.

>>> from plainsight import Scanner
>>> for finding in Scanner().scan("车队接料，卡接回U，点位美丽，飞机 @chedui88"):
...     print(finding.typology_id, finding.facets[0])  # doctest: +SKIP

>>> from plainsight import Ledger
>>> for finding in Ledger("plainsight-transfers").find_flows():
...     print(finding.sentence())  # doctest: +SKIP

>>> from plainsight import Chain
>>> answer = Chain("plainsight-chain", book="plainsight-attributions").trace(
...     "TXYZ...", as_of=date(2026, 3, 1))  # doctest: +SKIP

>>> from plainsight import Desk
>>> with Desk("sqlite:///plainsight.db", by="ines") as desk:
...     print(desk.receive("request.json").clocks[0].due_at)  # doctest: +SKIP

Each stands in a module of its own, so that who scans does not load what traces.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plainsight.api.chain import Chain as Chain
    from plainsight.api.desk import Desk as Desk
    from plainsight.api.ledger import FlowFinding as FlowFinding
    from plainsight.api.ledger import FlowLeg as FlowLeg
    from plainsight.api.ledger import FlowReason as FlowReason
    from plainsight.api.ledger import Ingested as Ingested
    from plainsight.api.ledger import Ledger as Ledger
    from plainsight.api.ledger import LegPair as LegPair
    from plainsight.api.posts import Posts as Posts
    from plainsight.api.posts import read_post as read_post
    from plainsight.api.scanner import Campaign as Campaign
    from plainsight.api.scanner import Campaigns as Campaigns
    from plainsight.api.scanner import Evidence as Evidence
    from plainsight.api.scanner import Finding as Finding
    from plainsight.api.scanner import Findings as Findings
    from plainsight.api.scanner import Policy as Policy
    from plainsight.api.scanner import Post as Post
    from plainsight.api.scanner import Reason as Reason
    from plainsight.api.scanner import Scanner as Scanner
    from plainsight.api.scanner import Visibility as Visibility

_FOUND_IN = {
    "Campaign": "scanner",
    "Campaigns": "scanner",
    "Chain": "chain",
    "Desk": "desk",
    "Evidence": "scanner",
    "Finding": "scanner",
    "Findings": "scanner",
    "FlowFinding": "ledger",
    "FlowLeg": "ledger",
    "FlowReason": "ledger",
    "Ingested": "ledger",
    "Ledger": "ledger",
    "LegPair": "ledger",
    "Policy": "scanner",
    "Post": "scanner",
    "Posts": "posts",
    "Reason": "scanner",
    "Scanner": "scanner",
    "Visibility": "scanner",
    "read_post": "posts",
}
__all__ = [*_FOUND_IN]  # noqa: PLE0604 - the table says where each is found


def __getattr__(name: str) -> object:
    if name not in _FOUND_IN:
        raise AttributeError(f"module 'plainsight.api' has no attribute {name!r}")
    return getattr(import_module(f"plainsight.api.{_FOUND_IN[name]}"), name)


def __dir__() -> list[str]:
    # As in the package above: completion and help() see what has not been looked up yet.
    return [*__all__]
