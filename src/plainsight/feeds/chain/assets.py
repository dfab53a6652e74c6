"""attributions/assets.yaml -> the assets that can be traced."""

from pathlib import Path
from typing import Any

from plainsight.errors import BadPolicy, BadValue
from plainsight.feeds.policy.complaints import read_named
from plainsight.feeds.policy.yaml_lines import YamlFile
from plainsight.feeds.policy_root import policy_root
from plainsight.model.address.network import Network
from plainsight.model.asset import Asset
from plainsight.trace.chain.account_id import read_account
from plainsight.trace.chain.known_assets import KnownAssets


def load_assets(root: Path | None = None) -> KnownAssets:
    """Read the listed assets. Raises BadPolicy with every complaint."""
    parsed = read_named((root or policy_root()) / "attributions" / "assets.yaml")
    complaints: list[str] = []
    assets = [
        asset
        for number, entry in enumerate(parsed.content["assets"])
        if (asset := _asset(entry, parsed, number, complaints)) is not None
    ]
    if complaints:
        raise BadPolicy(tuple(complaints))
    return KnownAssets(assets)


def _asset(
    entry: dict[str, Any], parsed: YamlFile, number: int, complaints: list[str]
) -> Asset | None:
    place = parsed.place(("assets", number))
    network, _, contract = str(entry.get("code")).partition(":")
    if network not in set(Network):
        complaints.append(f"{place}: error: network {network!r}\n    hint: one of {list(Network)}")
        return None
    account = read_account(contract) if contract else None
    if contract and (account is None or account.network != network or account.text != contract):
        # Ethereum contracts are compared in lower case; a checksum case would never be found.
        complaints.append(f"{place}: error: contract {contract!r}\n    hint: spell it as AccountId")
        return None
    try:
        return Asset(
            code=str(entry["code"]), decimals=int(entry["decimals"]), symbol=str(entry["symbol"])
        )
    except (BadValue, KeyError, ValueError) as error:
        complaints.append(f"{place}: error: {error}\n    hint: code, symbol and decimals")
        return None
