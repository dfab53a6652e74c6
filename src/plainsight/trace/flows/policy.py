"""The policy that flows are judged by: typologies of flows and of mirrors, under one digest."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace

from plainsight.errors import BadValue
from plainsight.trace.flows.mirror_typology import MirrorTypology
from plainsight.trace.flows.typology import FlowTypology


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowPolicy:
    """What every flow finding names as its origin; change one number and the digest changes."""

    flows: tuple[FlowTypology, ...]
    mirrors: tuple[MirrorTypology, ...]  # one for each pair of sides; they share an id
    digest: str

    @property
    def ids(self) -> tuple[str, ...]:
        """Every typology once, in order."""
        return tuple(sorted({typology.typology_id for typology in self._every}))

    @property
    def titles(self) -> dict[str, Mapping[str, str]]:
        """What each typology is called, by language."""
        return {typology.typology_id: typology.title for typology in self._every}

    @property
    def written_in(self) -> frozenset[str]:
        """The currencies in which the typologies' amounts are written."""
        return frozenset(typology.amounts_in for typology in self._every)

    def written(self, code: str) -> "FlowPolicy":
        """Those whose amounts are written in this currency, under the digest of the whole."""
        return replace(
            self,
            flows=tuple(each for each in self.flows if each.amounts_in == code),
            mirrors=tuple(each for each in self.mirrors if each.amounts_in == code),
        )

    def flow(self, typology_id: str) -> FlowTypology:
        """The typology of an instance."""
        return next(each for each in self.flows if each.typology_id == typology_id)

    def only(self, wanted: Iterable[str]) -> "FlowPolicy":
        """Some of the typologies, by id or name; the digest is theirs.

        Raises BadValue for a name that is none of them.
        """
        names = {name.upper() for name in wanted}
        for name in sorted(names - {name for each in self._every for name in _names(each)}):
            raise BadValue("typology", name, f"one of {', '.join(self.ids)}")
        return make_flow_policy(
            (each for each in self.flows if names & _names(each)),
            (each for each in self.mirrors if names & _names(each)),
        )

    @property
    def _every(self) -> tuple[FlowTypology | MirrorTypology, ...]:
        return (*self.flows, *self.mirrors)


def make_flow_policy(
    flows: Iterable[FlowTypology], mirrors: Iterable[MirrorTypology]
) -> FlowPolicy:
    """Bind typologies together and digest them (SHA-256, first 16 hex digits)."""
    kept = tuple(flows), tuple(mirrors)
    content = [asdict(typology) for typologies in kept for typology in typologies]
    text = json.dumps(content, default=_plain, sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return FlowPolicy(flows=kept[0], mirrors=kept[1], digest=digest)


def _names(typology: FlowTypology | MirrorTypology) -> set[str]:
    return {typology.typology_id.upper(), typology.name.upper()}


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else str(value)
