"""The wallets of a case as evidence: each once, with all that its posts and trails say of it."""

from collections.abc import Mapping, Sequence

from plainsight.app.casework.wallet_items import wallet_of, wallet_ref
from plainsight.casework.case import CaseItem, ItemKind
from plainsight.casework.report.evidence import WalletEvidence
from plainsight.casework.report.figures import spoken
from plainsight.casework.report.narrative_campaign import NAMERS_TOLD_MAX


def wallet_evidence(items: Sequence[CaseItem]) -> tuple[WalletEvidence, ...]:
    """Each wallet once, though a person typed its address and a finder named it with its chain."""
    said: dict[tuple[str, str], list[str]] = {
        wallet_of(item.ref): [_said_of(item)] for item in items if item.kind is ItemKind.WALLET
    }
    listed: set[str] = set()
    for item in items:
        if item.kind is ItemKind.TRAIL:
            told, end = str(item.data.get("told")), str(item.data.get("end"))
            said.setdefault(wallet_of(str(item.data.get("wallet"))), []).append(told)
            # A custodian's address is everybody's: only what a list names is a wallet of the case.
            if item.data.get("is_listed") is True:
                listed.add(end)
                claims = said.setdefault(wallet_of(wallet_ref(end)), [])
                claims += [] if item.data.get("paths") == 0 else [_on_a_list(item)]
    return tuple(
        WalletEvidence(
            address=address,
            network=network,
            says="; ".join(dict.fromkeys(says)),
            is_listed=address in listed,
        )
        for (network, address), says in said.items()
    )


def _said_of(item: CaseItem) -> str:
    """By whom a wallet is named, where that is known: to name one is not to own it."""
    listed = item.data.get("named_in")
    namings = (
        [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []
    )
    accounts = [*dict.fromkeys(spoken(str(each.get("account_id"))) for each in namings)]
    others = " and others" if len(accounts) > NAMERS_TOLD_MAX else ""
    by = f"named by {', '.join(accounts[:NAMERS_TOLD_MAX])}{others}" if accounts else "named"
    return f"{by} in a public post of the case"


def _on_a_list(item: CaseItem) -> str:
    edition = str(item.data.get("list_sha256") or "")
    day = f" of {item.data['list_published_on']}" if item.data.get("list_published_on") else ""
    of_edition = f", the edition{day} with SHA-256 {edition}" if edition else ""
    return f"{item.data.get('claim')}{of_edition}"
