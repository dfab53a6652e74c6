"""Who is at the door, and what may be handed in there."""

from collections.abc import Sequence

from plainsight.errors.root import Fault, Refusal

SHOWN_MAX = 3  # records that a message names


class NotSignedIn(Refusal):
    """Nobody is signed in, or the session is over."""

    def __init__(self, why: str = "sign in first") -> None:
        self.why = why
        super().__init__(f"not signed in: {why}")


class ForgedForm(Refusal):
    """A form came from another site, or without the token that was put into it."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"the form was not taken: {why}; load the page again and send it anew")


class TooLarge(Refusal):
    """What was sent is larger than this installation takes."""

    def __init__(self, what: str, bytes_max: int) -> None:
        self.what = what
        self.bytes_max = bytes_max
        super().__init__(f"{what} is larger than {bytes_max:,} bytes; send it in parts")


class OtherMediaType(Refusal):
    """What was sent is of a kind that is not taken here."""

    def __init__(self, given: str, taken: Sequence[str]) -> None:
        self.given = given
        self.taken = taken
        kind = repr(given) if given else "missing"
        super().__init__(f"the Content-Type is {kind}; send {' or '.join(taken)}")


class NothingJudged(Fault):
    """Not one of the records sent could be judged, which must not read as "nothing found"."""

    def __init__(self, records: Sequence[str]) -> None:
        self.records = records  # each with its field and mend
        shown = [*records[:SHOWN_MAX]] or ["no record was sent; send a post as one JSON object"]
        if len(records) > SHOWN_MAX:
            shown.append(f"and {len(records) - SHOWN_MAX} more")
        super().__init__(f"nothing was judged: {'; '.join(shown)}")


class TooOften(Refusal):
    """More calls than the limit allows."""

    def __init__(self, limit: str, retry_seconds: int) -> None:
        self.limit = limit
        self.retry_seconds = retry_seconds
        super().__init__(f"the limit is {limit}; try again in {retry_seconds} s")


class NotLocal(Refusal):
    """The demo has no sign-in, so it is for this machine alone."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(
            f"the demo lets anybody in as anybody, so it binds 127.0.0.1 and not {address!r}; "
            "leave --demo away to serve others"
        )


class OthersRecords(Refusal):
    """A demo lets anybody act: it is kept out of a desk's records, and a desk out of a demo's."""

    def __init__(self, whose: str, mend: str) -> None:
        self.whose = whose
        self.mend = mend
        super().__init__(f"these records are {whose}; {mend}")


class BadCredential(Refusal):
    """A sign-in failed: passkey, identity provider, enrolment link or token."""

    def __init__(self, kind: str, why: str) -> None:
        self.kind = kind
        self.why = why
        super().__init__(f"{kind} not accepted: {why}")


class ProviderTrouble(Fault):
    """The identity provider does not answer, or not as was agreed; nobody's sign-in was wrong."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"the identity provider gave no usable answer: {why}")


class KeyReused(Refusal):
    """An idempotency key was used before for another request."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(
            f"idempotency key {key!r} was used for another call; draw a fresh key for each"
        )


class NotServed(Fault):
    """The door itself is not set up for this."""

    def __init__(self, what: str, mend: str) -> None:
        self.what = what
        self.mend = mend
        super().__init__(f"{what} is not set up here: {mend}")
