"""Keep a policy that has been read and checked, and read it again."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar

from plainsight.detect.lexicon import Facet, Lexicon, Sense
from plainsight.detect.policy import Policy
from plainsight.detect.typology import Against, Citation, Indicator, Neighbour, Typology
from plainsight.engines.columnar.kept_file import Arrays, Plan, read_file, write_file
from plainsight.engines.columnar.kept_terms import KeptTerms
from plainsight.engines.columnar.strings import Strings

_KINDS = {
    kind.__name__: kind for kind in (Sense, Typology, Citation, Indicator, Neighbour, Against)
}
Kept = TypeVar("Kept", Sense, Typology)


def read_kept_policy(path: Path) -> Policy | None:
    """What is kept there, or None where nothing usable is."""
    found = read_file(path)
    if found is None:
        return None
    try:
        (digest, terms_digest, senses, typologies, _), arrays = found
        return Policy(
            lexicon=Lexicon(
                terms=KeptTerms(Strings(arrays["data"], arrays["offsets"]), arrays["rows"]),
                senses={sense.sense_id: sense for sense in _each(Sense, senses)},
            ),
            typologies=_each(Typology, typologies),
            digest=digest,
            terms_digest=terms_digest,
        )
    except (KeyError, TypeError, ValueError):
        return None


def keep_policy(policy: Policy, path: Path) -> None:
    """Write it whole or not at all."""
    terms = KeptTerms.of(policy.lexicon.terms)
    arrays: Arrays = {"data": terms.words.data, "offsets": terms.words.offsets, "rows": terms.rows}
    plan = [
        policy.digest,
        policy.terms_digest,
        _plan(tuple(policy.lexicon.senses.values())),
        _plan(policy.typologies),
        [{"array": name} for name in arrays],
    ]
    write_file(path, plan, arrays)


def _plan(value: Any) -> Plan:  # noqa: ANN401 - any part of a policy
    """A value as JSON: what JSON has no form for is an object with one key, its kind."""
    if is_dataclass(value):
        parts = [_plan(getattr(value, field.name)) for field in fields(value)]
        return {type(value).__name__: parts}
    if isinstance(value, Facet):
        return {"facet": str(value)}
    if isinstance(value, frozenset):
        return {"set": [_plan(part) for part in sorted(value)]}
    if isinstance(value, Mapping):
        return {"map": list(map(list, value.items()))}
    return [_plan(part) for part in value] if isinstance(value, tuple) else value


def _made(plan: Plan) -> Any:  # noqa: ANN401 - any part of a policy
    """The value again. Raises KeyError, TypeError or ValueError for a plan of something else."""
    if isinstance(plan, list):
        return tuple(map(_made, plan))
    if not isinstance(plan, dict):
        return plan
    ((kind, held),) = plan.items()
    match kind:
        case "facet":
            return Facet(held)
        case "set":
            return frozenset(map(_made, held))
        case "map":
            return dict(held)
        case _:
            names = [field.name for field in fields(_KINDS[kind])]
            return _KINDS[kind](**dict(zip(names, map(_made, held), strict=True)))


def _each(kind: type[Kept], plan: Plan) -> tuple[Kept, ...]:
    made = _made(plan)
    if not all(isinstance(one, kind) for one in made):
        raise TypeError(kind)
    return tuple(made)
