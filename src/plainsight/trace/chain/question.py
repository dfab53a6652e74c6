"""One question about one account, answered by every convention side by side.

The answer is a function of the question and the transfers, nothing else: a report carries both,
and anyone can ask again.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from plainsight.errors import BadValue
from plainsight.model.transfer import Transfer
from plainsight.trace.chain.account_taint import AccountTaint, trace_accounts
from plainsight.trace.chain.colours import RESTS, UNOBSERVED
from plainsight.trace.chain.lots import map_account_lots
from plainsight.trace.chain.method import Method
from plainsight.trace.chain.paths import (
    HUB_COUNTERPARTIES_MAX,
    PathSearch,
    find_hubs,
    find_paths,
    starts_of_account,
)
from plainsight.trace.chain.spread import find_spread
from plainsight.trace.chain.walk import HOPS_MAX, Direction, LotMap

# Shares are rounded in order of the names, START before STOP. So what a pool gives of the start
# depends on the start's units and the balance alone, and a slice of the ledger gives it again.
START = "start"
STOP = "stop"  # what named accounts and hubs send: forward, nobody asks which of them it was
HUB = "hub"  # an unlabelled account that is probably a service
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
    hubs: frozenset[str]  # those that the money came to, under whatever convention


def ask(question: Question, transfers: Sequence[Transfer]) -> Answer:
    """Answer over a ledger of one asset in order. Raises BadValue for an account it never shows."""
    starts = starts_of_account(transfers, question.account, direction=question.direction)
    if not starts:
        raise BadValue("account", question.account, "the ledger shows no such transfer of it")
    hubs = question.hubs
    if hubs is None:
        hubs = find_hubs(transfers, counterparties_max=question.hub_counterparties_max)
    hubs -= {question.account, *question.named}
    stops = stops_of(question, hubs)
    search = find_paths(
        transfers,
        LotMap(map_account_lots(transfers)),
        starts=starts,
        direction=question.direction,
        named=ends_of(question),
        hubs=hubs,
        hops_max=question.hops_max,
    )
    forward = question.direction is Direction.FORWARD
    ends = _ends_forward if forward else _ends_backward
    spread = find_spread(transfers, question.account, direction=question.direction, stops=stops)
    return Answer(
        total=search.start_units,
        ends={method: ends(question, transfers, stops, method) for method in METHODS},
        search=search,
        # Not those of the paths alone: money that FIFO leaves at rest comes to a hub by haircut.
        hubs=hubs & spread.stopped_at,
    )


def stops_of(question: Question, hubs: Collection[str]) -> dict[str, str]:
    """Account -> where money ends that comes to it; the account asked about is none of them."""
    named = {a: c for a, c in question.named.items() if a != question.account}
    return {**dict.fromkeys(hubs, HUB), **named}


def ends_of(question: Question) -> dict[str, str]:
    """Account -> category, for paths: the account asked about ends them too."""
    return {**question.named, question.account: RETURNED}


def _ends_forward(
    question: Question, transfers: Sequence[Transfer], stops: Mapping[str, str], method: Method
) -> Mapping[str, int]:
    """Everything the account sent carries one colour; read where that colour ended."""
    coloured = {**dict.fromkeys(stops, STOP), question.account: START}
    taint = trace_accounts(transfers, method=method, coloured=coloured)
    ends: dict[str, int] = {}
    for account, masses in taint.absorbed.items():
        units = masses.get(START, 0)
        if units and account in stops:
            ends[stops[account]] = ends.get(stops[account], 0) + units
        elif units:
            ends[RETURNED] = ends.get(RETURNED, 0) + units
    resting = sum(masses.get(START, 0) for masses in taint.held.values())
    return in_order({**ends, RESTS: resting} if resting else ends)


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
    return in_order(ends)


def in_order(ends: Mapping[str, int]) -> dict[str, int]:
    """By name, what nobody is named for last: every engine gives one order."""
    last = (RESTS, UNOBSERVED)
    return dict(sorted(ends.items(), key=lambda entry: (entry[0] in last, entry[0])))
