"""What an account, or every one, received from and sent to each category; every door asks here."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from plainsight.app.trace.ask_chain import Tracer, require_shown, spelled
from plainsight.app.trace.chain_ports import AskedAsset
from plainsight.app.trace.judge_accounts import Judged
from plainsight.app.trace.pick_asset import pick_asset
from plainsight.app.trace.top_paths import top_paths, top_paths_of_entity
from plainsight.model.address.network import Network
from plainsight.model.asset import Asset
from plainsight.trace.chain.account_id import read_account
from plainsight.trace.chain.attribution import Basis
from plainsight.trace.chain.co_spend import addresses_in_order, co_spend_links
from plainsight.trace.chain.exposure import Exposure, Way
from plainsight.trace.chain.links import Link, cluster
from plainsight.trace.chain.paths import Path
from plainsight.trace.chain.utxo_exposure import expose_entity


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposed:
    """Exposures by haircut, and the largest paths behind those of one account."""

    asset: Asset
    rows: tuple[Exposure, ...]
    paths: Mapping[Way, tuple[Path, ...]] = field(default_factory=dict)


def expose_account(
    tracer: Tracer,
    account: str | None,
    *,
    asset: str | None,
    as_of: date,
    basis: Basis = Basis.EFFECTIVE,
    path_count: int = 0,
) -> Exposed:
    """Expose one account with `path_count` paths a side, or every account where None is named.

    A Bitcoin address is measured together with those it is evidently spent with. Raises BadValue
    for an account or asset that the ledger never shows.
    """
    read = read_account(account) if account is not None else None
    if read is not None and read.network is Network.BITCOIN:
        return _expose_entity(tracer, read.text, as_of=as_of, basis=basis, path_count=path_count)
    chosen = pick_asset(tracer.ledger, asset)
    asked = tracer.open_asset(tracer.ledger, chosen.code)
    if account is None:
        return Exposed(asset=chosen, rows=measure(tracer, asked, as_of=as_of, basis=basis)[0])
    wanted = require_shown(spelled(account), asked.accounts())
    rows, judged = measure(tracer, asked, as_of=as_of, basis=basis, only={wanted})
    paths = top_paths(asked, wanted, judged=judged, count=path_count) if path_count else {}
    return Exposed(asset=chosen, rows=rows, paths=paths)


def measure(
    tracer: Tracer,
    asked: AskedAsset,
    *,
    as_of: date,
    basis: Basis,
    only: Collection[str] | None = None,
) -> tuple[tuple[Exposure, ...], Judged]:
    """Exposure of all accounts of an asset or of `only` these, and how they were judged."""
    judged = tracer.judge(asked.accounts(), as_of=as_of, basis=basis)
    rows = asked.exposures(paid_by=judged.paid_by, paid_to=judged.paid_to, only=only)
    return rows, judged


def _expose_entity(
    tracer: Tracer, address: str, *, as_of: date, basis: Basis, path_count: int
) -> Exposed:
    chain = tracer.ledger.transactions()
    addresses = addresses_in_order(chain)
    require_shown(address, addresses)
    links = [entry for entry in co_spend_links(chain) if isinstance(entry, Link)]
    members = cluster(addresses, links).addresses_of(address)
    judged = tracer.judge(addresses, as_of=as_of, basis=basis)
    rows = expose_entity(
        chain,
        entity=address,
        addresses=members,
        paid_by={a: c for a, c in judged.paid_by.items() if a not in members},
        paid_to={a: c for a, c in judged.paid_to.items() if a not in members},
    )
    if not path_count:
        return Exposed(asset=tracer.bitcoin, rows=rows)
    paths = top_paths_of_entity(
        chain, members, asset=tracer.bitcoin, judged=judged, count=path_count
    )
    return Exposed(asset=tracer.bitcoin, rows=rows, paths=paths)
