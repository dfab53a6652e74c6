"""The OpenAPI description, with who may call what: as the guard reads it, from the same matrix."""

from copy import deepcopy
from typing import Any

from plainsight.web.identity.matrix import row_of
from plainsight.web.identity.roles import EVERYONE

TOKEN = "token"  # noqa: S105 - the scheme's name


def described(document: dict[str, Any]) -> dict[str, Any]:
    """A copy in which open calls ask for no token, and every other names its scope."""
    told = deepcopy(document)
    for path, calls in told["paths"].items():
        for method, call in calls.items():
            row = row_of(method.upper(), path)
            if row is None:
                continue
            if row.who is EVERYONE:
                call["security"] = []
                needs = "Anybody may ask; no token is needed."
            else:
                call["security"] = [{TOKEN: [row.scope]}]
                needs = f"Needs a token with the scope `{row.scope}`."
            call["description"] = f"{call.get('description', '')}\n\n{needs}".strip()
    return told
