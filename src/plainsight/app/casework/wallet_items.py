"""What a post that names a wallet brings into a case: the post, and the wallet with its chain.

A case names a wallet `wallet.tron:ADDRESS`, as the finders of contacts write it.
"""

from collections.abc import Iterable, Iterator

from plainsight.app.casework.alert_items import post_item
from plainsight.app.ports import Reading
from plainsight.casework.case import CaseItem, ItemKind
from plainsight.trace.chain.account_id import read_account
from plainsight.trace.chain.trail import WalletMention

_HEAD = "wallet."


def items_of_mentions(view: Reading, mentions: Iterable[WalletMention]) -> Iterator[CaseItem]:
    """The posts that are kept, and every wallet as of when it was named."""
    for mention in mentions:
        kept = view.posts.revisions(surface=mention.surface, post_id=mention.post_id)
        naming = [each for each in kept if mention.wallet in each.post.text]
        if kept:
            # The wording that names it: the author may have taken it out since.
            yield post_item((naming or kept)[-1].post)
        yield CaseItem(
            kind=ItemKind.WALLET,
            ref=wallet_ref(mention.wallet),
            at=mention.posted_at,
            data={
                "account_id": mention.account_id,
                "role": mention.role,
                "named_in": [
                    {
                        "account_id": mention.account_id,
                        "surface": mention.surface,
                        "post_id": mention.post_id,
                    }
                ],
            },
        )


def wallet_ref(address: str) -> str:
    """The name of an address in a case; an address of no known encoding stays as it is written."""
    account = read_account(address)
    return address if account is None else f"{_HEAD}{account.network.value}:{account.text}"


def wallet_of(ref: str) -> tuple[str, str]:
    """Network and address of a wallet as a case names it, also where a person typed the address."""
    if ref.startswith(_HEAD) and ":" in ref:
        head, _, address = ref.partition(":")
        return head.removeprefix(_HEAD), address
    account = read_account(ref)
    return ("unknown", ref) if account is None else (account.network.value, account.text)
