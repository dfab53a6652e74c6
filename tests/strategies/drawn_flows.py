"""Ledgers and holders drawn by a seed: larger than a property test makes, and the same again."""

from random import Random

from tests.strategies.flows import transfer

from plainsight.model.account import Account, AccountKind, AccountLink, LinkKind
from plainsight.model.transfer import Transfer

Holders = tuple[list[Account], list[AccountLink]]


def random_ledger(seed: int, *, accounts: int, legs: int, hours: int) -> list[Transfer]:
    draw, called = Random(seed), Random(f"purposes {seed}")
    names = [f"a{n}" for n in range(accounts)]
    rows = []
    for number in range(legs):
        source, target = draw.sample(names, 2)
        rows.append(
            transfer(
                number,
                source,
                target,
                draw.randrange(hours),
                draw.randrange(1, 10),
                channel=draw.choice(["", "cash", "p2p"]),
                place=draw.choice(["", "north", "south"]),
                target_country=draw.choice(["", "US", "MX"]),
                purpose=called.choice(["", "refund", "reversal", "fee"]),
            )
        )
    return rows


def holders_of(draw: Random) -> Holders:
    accounts, links = [], []
    for number in range(7):
        name = f"a{number}"
        accounts.append(
            Account(
                account_id=name,
                kind=draw.choice([AccountKind.PERSON, AccountKind.MERCHANT]),
                owner=draw.choice(["", "o1", "o2"]),
                country=draw.choice(["", "US", "CN"]),
                place=draw.choice(["", "north"]),
                sector=draw.choice(["", "gold"]),
            )
        )
        links += [
            AccountLink(account_id=name, kind=kind, value=draw.choice("xyz"))
            for kind in (LinkKind.DEVICE, LinkKind.CONTACT)
            if draw.random() < 0.5
        ]
    return accounts, links
