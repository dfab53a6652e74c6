"""What an officer is told of a refusal: what happened and what to do, not the desk's own step."""

from plainsight.app.respond.stored import StoredRequest
from plainsight.errors import (
    BadValue,
    GuardUnmet,
    IllegalMove,
    PlainsightError,
    UnknownId,
    WrongRecipient,
)
from plainsight.model.person_id import seen
from plainsight.respond.states import Command, Production

_FETCHED = (Production.ACKED, Production.CLOSED)


def refused_word(refused: PlainsightError | None, stored: StoredRequest) -> str:
    """The sentence's name in the catalogues, under `refused`; empty where the refusal's is meant.

    UnknownId is of the package here: a legal request that is not theirs never gets this far.
    """
    match refused:
        case GuardUnmet(guard="nonce_fits"):
            return "wrong_nonce"
        case GuardUnmet(guard="a_package_that_may_be_fetched"):
            return "package_waits"
        case WrongRecipient():
            return "another_officers_package"
        case UnknownId():
            return _no_package(stored.state.production)
        case IllegalMove(command=Command.CLARIFY.value):
            return "not_asked_now"
        case IllegalMove(command=Command.WITHDRAW.value):
            return "over_already"
        case BadValue(field="words", value=value) if not seen(str(value)):
            return "no_words"
        case _:
            return ""


def _no_package(production: Production) -> str:
    if production in _FETCHED:
        return "package_fetched"
    return "package_lapsed" if production is Production.RELEASED else "package_not_yet"
