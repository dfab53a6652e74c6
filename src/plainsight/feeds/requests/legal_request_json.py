"""JSON -> LegalRequest: every complaint names the field and its mend, and nothing crashes."""

import difflib
import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

from plainsight.errors import BadLegalRequest, BadValue
from plainsight.feeds.policy_root import policy_root
from plainsight.respond.identifier_form import normal_form
from plainsight.respond.legal_request import LegalRequest
from plainsight.respond.legal_request_form import from_json

BYTES_MAX = 4 * 1024**2
COMPLAINTS_MAX = 50
_SCHEMA = Path("spec") / "schemas" / "legal-request.json"


def read_legal_request(content: bytes) -> LegalRequest:
    """Read one legal request. Raises BadLegalRequest with every complaint at once.

    Identifiers get the spelling of every other door; a phone without its country code is one of
    the issuing authority's country.
    """
    value = _parse(content)
    complaints = [
        _complaint(wrong)
        for wrong in sorted(_validator(policy_root()).iter_errors(value), key=lambda w: w.json_path)
    ]
    if complaints:
        # The validator has one error for each field that is missing; ours names all of them.
        raise BadLegalRequest(tuple(dict.fromkeys(complaints))[:COMPLAINTS_MAX])
    try:
        request = from_json(value)
        country = request.issuing_authority.country
        named = tuple(normal_form(each, country=country) for each in request.identifiers)
        return replace(request, identifiers=named)
    except BadValue as wrong:
        raise BadLegalRequest((f"{wrong.field}: {wrong.mend}",)) from None


def _parse(content: bytes) -> Any:  # noqa: ANN401 - whatever JSON holds
    if len(content) > BYTES_MAX:
        raise BadLegalRequest((f"the file: larger than {BYTES_MAX} bytes; send documents apart",))
    try:
        value = json.loads(content, object_pairs_hook=_once, parse_constant=_no_number)
        # What JSON can escape and no database or log can hold: half a surrogate pair, NUL.
        text = json.dumps(value, ensure_ascii=False)
        text.encode()
    except (ValueError, RecursionError) as wrong:
        raise BadLegalRequest((f"the file: no JSON in UTF-8 ({type(wrong).__name__})",)) from None
    if "\\u0000" in text:
        raise BadLegalRequest(("the file: holds a NUL character; remove it",))
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a field stands twice")
    return found


def _no_number(name: str) -> None:
    raise ValueError(name)


@cache
def _validator(root: Path) -> jsonschema.Draft202012Validator:
    schema = json.loads((root / _SCHEMA).read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator(schema)


def _complaint(wrong: Any) -> str:  # noqa: ANN401 - untyped library
    field = ".".join(str(step) for step in wrong.absolute_path) or "the legal request"
    match wrong.validator:
        case "required":
            missing = [name for name in wrong.validator_value if name not in wrong.instance]
            return f"{field}: add {', '.join(missing)}"
        case "additionalProperties":
            known = list(wrong.schema["properties"])
            extra = [name for name in wrong.instance if name not in known]
            near = difflib.get_close_matches(extra[0], known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
            return f"{field}: {extra[0][:64]!r} is no field; {hint}"
        case "enum":
            return f"{field}: one of {', '.join(map(str, wrong.validator_value))}"
        case "pattern":
            return f"{field}: must look like {wrong.validator_value}"
        case "type":
            return f"{field}: must be of type {wrong.validator_value}"
        case _:
            return f"{field}: {wrong.validator} is {wrong.validator_value}"
