"""Amounts named in posts, valued so that flows can be held against them."""

import re
from collections.abc import Callable, Iterable, Iterator

from plainsight.errors import BadValue, NoRate
from plainsight.model.asset import fiat
from plainsight.model.money import parse_money
from plainsight.model.post import Post
from plainsight.model.rate import Rates
from plainsight.trace.flows.quoted import QuotedAmount

# "20000 USD": what extraction gives for one amount in one currency. Ranges name no amount.
_AMOUNT = re.compile(r"([0-9]+(?:\.[0-9]+)?) ([A-Z]{3})")


def quote_amounts(
    posts: Iterable[Post], amounts_of: Callable[[str], Iterable[str]], *, rates: Rates
) -> Iterator[QuotedAmount]:
    """Every amount of every post whose currency has a rate on that day; nothing is guessed.

    `amounts_of` yields the amounts that extraction reads in a text, as "20000 USD".
    """
    for post in posts:
        for text in amounts_of(post.text):
            named = _AMOUNT.fullmatch(text)
            if named is None:
                continue
            try:
                money = parse_money(named[1], fiat(named[2]))
                valued = rates.value(money, post.posted_at)
            except (BadValue, NoRate):
                continue
            yield QuotedAmount(
                post_id=post.post_id, account_id=post.account_id, money=valued, at=post.posted_at
            )
