"""One question about one account, answered by every convention side by side.

The answer is a function of the question and the transfers, nothing else: a report carries both,
and anyone can ask again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plainsight.errors import BadValue
from plainsight.model.transfer import Transfer
from plainsight.trace.chain.account_taint import AccountTaint, trace_accounts
from plainsight.trace.chain.colours import UNOBSERVED
from plainsight.trace.chain.lots import map_account_lots
from plainsight.trace.chain.method import Method
from plainsight.trace.chain.paths import (
    HUB_COUNTERPARTIES_MAX,
    PathSearch,
    find_hubs,
    find_paths,
    starts_of_account,
)
from plainsight.trace.chain.walk import HOPS_MAX, Direction, LotMap

START = "start"
HUB = "hub"  # an unlabelled account that is probably a service
RESTS = "rests"  # with accounts that nobody named
RETURNED = "returned"  # passed through the account again; what it sends then is its own start
METHODS = (Method.POISON, Method.HAIRCUT, Method.FIFO, Method.LIFO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Where did the money of `account` go, or come from, among the `named` accounts?"""

    account: str
    direction: Direction
    named: Mapping[str, str]  # account -> category, judged beforehand as of a date
    hops_max: int = HOPS_MAX
    hub_counterparties_max: int = HUB_COUNTERPARTIES_MAX
    hubs: frozenset[str] | None = None  # judged beforehand; None: find them in the ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`ends[method][category]` in base units.

    For conserving methods the ends add up to `total`; poison counts everything touched, in full.
    """

    total: int  # all that the account sent, or received
    ends: Mapping[Method, Mapping[str, int]]
    search: PathSearch  # the FIFO paths
    hubs: frozenset[str]


def ask(question: Question, transfers: Sequence[Transfer]) -> Answer:
    """Answer over a ledger of one asset in order. Raises BadValue for an account it never shows."""
    starts = starts_of_account(transfers, question.account, direction=question.direction)
    if not starts:
        raise BadValue("account", question.account, "the ledger shows no such transfer of it")
    hubs = question.hubs
    if hubs is None:
        hubs = find_hubs(transfers, counterparties_max=question.hub_counterparties_max)
    hubs -= {question.account, *question.named}
    named = {a: c for a, c in question.named.items() if a != question.account}
    stops = {**dict.fromkeys(hubs, HUB), **named}
    search = find_paths(
        transfers,
        LotMap(map_account_lots(transfers)),
        starts=starts,
        direction=question.direction,
        named={**named, question.account: RETURNED},
        hubs=hubs,
        hops_max=question.hops_max,
    )
    forward = question.direction is Direction.FORWARD
    ends = _ends_forward if forward else _ends_backward
    return Answer(
        total=search.start_units,
        ends={method: ends(question, transfers, stops, method) for method in METHODS},
        search=search,
        hubs=hubs & _seen(search),
    )


def _ends_forward(
    question: Question, transfers: Sequence[Transfer], stops: Mapping[str, str], method: Method
) -> Mapping[str, int]:
    """Everything the account sent carries one colour; read where that colour ended."""
    coloured = {**{a: f"by {c}" for a, c in stops.items()}, question.account: START}
    taint = trace_accounts(transfers, method=method, coloured=coloured)
    ends: dict[str, int] = {}
    for account, masses in taint.absorbed.items():
        units = masses.get(START, 0)
        if units and account in stops:
            ends[stops[account]] = ends.get(stops[account], 0) + units
        elif units:
            ends[RETURNED] = ends.get(RETURNED, 0) + units
    resting = sum(masses.get(START, 0) for masses in taint.held.values())
    return {**ends, RESTS: resting} if resting else ends


def _ends_backward(
    question: Question, transfers: Sequence[Transfer], stops: Mapping[str, str], method: Method
) -> Mapping[str, int]:
    """Named accounts colour what they send; read what the account received of each colour."""
    coloured = {**stops, question.account: RETURNED}
    taint: AccountTaint = trace_accounts(transfers, method=method, coloured=coloured)
    ends: dict[str, int] = {}
    for transfer, masses in zip(transfers, taint.carried, strict=True):
        if transfer.target != question.account or transfer.source == question.account:
            continue
        for colour, units in masses.items():
            ends[colour] = ends.get(colour, 0) + units
    return dict(sorted(ends.items(), key=lambda entry: (entry[0] == UNOBSERVED, entry[0])))


def _seen(search: PathSearch) -> frozenset[str]:
    return frozenset(
        end
        for path in search.paths
        for hop in path.hops
        for end in (hop.transfer.source, hop.transfer.target)
    )
