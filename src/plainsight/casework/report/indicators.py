"""What may be shared from a case so that others can look for it: accounts, wallets, phrases.

Nothing here says that a report exists, and nothing names a person: 31 U.S.C. 5318(g)(2) forbids
the first, and the second is for a legal request.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from plainsight.casework.report.facts import ReportFacts
from plainsight.casework.report.figures import read_figures

PHRASE_CHARS_MIN = 2


class SharedKind(StrEnum):
    """What can be looked for."""

    ACCOUNT = "account"
    WALLET = "wallet"
    PHRASE = "phrase"


class Marking(StrEnum):
    """Traffic Light Protocol 2.0 of FIRST: how far a recipient may pass it on."""

    RED = "red"
    AMBER_STRICT = "amber+strict"
    AMBER = "amber"
    GREEN = "green"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedIndicator:
    """One thing to look for, with why and since when."""

    kind: SharedKind
    value: str
    network: str = ""  # of a wallet
    typologies: tuple[str, ...]  # "T01 Currency broker outside banks"
    confidence: int  # 0..100, the strongest score it rests on
    first_at: datetime
    last_at: datetime


def shared_indicators(facts: ReportFacts) -> tuple[SharedIndicator, ...]:
    """Every account that posted, every wallet and every quoted phrase of the case."""
    return tuple(
        sorted(
            (*_accounts(facts), *_wallets(facts), *_phrases(facts)),
            key=lambda each: (each.kind.value, each.value),
        )
    )


def _accounts(facts: ReportFacts) -> Iterator[SharedIndicator]:
    seen: dict[str, list[datetime]] = {}
    for post in facts.posts:
        seen.setdefault(post.account_id, []).append(post.posted_at)
    for account, instants in seen.items():
        own = {p.ground_id for p in facts.posts if p.account_id == account}
        yield _indicator(facts, SharedKind.ACCOUNT, account, instants, own)


def _wallets(facts: ReportFacts) -> Iterator[SharedIndicator]:
    for wallet in facts.wallets:
        moves = [t.at for t in facts.transfers if wallet.address in (t.source, t.target)]
        named = [p.posted_at for p in facts.posts if wallet.address in "\n".join(p.judged)]
        yield _indicator(
            facts,
            SharedKind.WALLET,
            wallet.address,
            [*moves, *named] or [facts.first_at, facts.last_at],
            None,
            network=wallet.network,
        )


def _phrases(facts: ReportFacts) -> Iterator[SharedIndicator]:
    posts = {post.ground_id: post for post in facts.posts}
    seen: dict[str, tuple[list[datetime], set[str]]] = {}
    for finding in facts.findings:
        for says in finding.says:
            for phrase in read_figures(says).quotations:
                own = [
                    g
                    for g in finding.rests_on
                    if g in posts and any(phrase in text for text in posts[g].judged)
                ]
                if len(phrase) >= PHRASE_CHARS_MIN and own:
                    instants, grounds = seen.setdefault(phrase, ([], set()))
                    instants += [posts[g].posted_at for g in own]
                    grounds.update(own)
    for phrase, (instants, grounds) in seen.items():
        yield _indicator(facts, SharedKind.PHRASE, phrase, instants, grounds)


def _indicator(
    facts: ReportFacts,
    kind: SharedKind,
    value: str,
    instants: list[datetime],
    rests: set[str] | None,
    *,
    network: str = "",
) -> SharedIndicator:
    own = [f for f in facts.findings if rests is None or rests & set(f.rests_on)]
    return SharedIndicator(
        kind=kind,
        value=value,
        network=network,
        typologies=tuple(dict.fromkeys(f"{f.typology_id} {f.title}" for f in own)),
        confidence=max((f.score_permille for f in own), default=0) // 10,
        first_at=min(instants),
        last_at=max(instants),
    )
