"""plainsight requests confirm-fraud, clear-fraud: the second person's look at a suspicion."""

from plainsight.app.respond.look_again import clear_fraud, confirm_fraud
from plainsight.app.respond.stored import StoredRequest
from plainsight.cli.respond.request_turn import DeskTurn, desk_step
from plainsight.cli.respond.request_view import Reference, Words
from plainsight.respond.states import Role


@desk_step(Role.VERIFIER)
def confirm(turn: DeskTurn, reference: Reference, words: Words) -> StoredRequest:
    """Confirm a suspicion of fraud that another noted, with a reason. For a second verifier.

    Example:

      plainsight requests confirm-fraud LER-2026-000123 --words "Lt. Dorsey: we sent nothing"
      --by vera
    """
    return confirm_fraud(turn.store, reference, words, actor=turn.actor, now=turn.now)


@desk_step(Role.VERIFIER)
def clear(turn: DeskTurn, reference: Reference, words: Words) -> StoredRequest:
    """Clear a suspicion that another noted, with a reason; verify it anew. For a second verifier.

    Example:

      plainsight requests clear-fraud LER-2026-000123 --words "Lt. Dorsey sent it; wrong desk asked"
      --by vera
    """
    return clear_fraud(turn.store, reference, words, actor=turn.actor, now=turn.now)
