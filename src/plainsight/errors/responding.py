"""Legal requests, holds, scopes and packages."""

from plainsight.errors.root import Fault, Refusal


class IllegalMove(Refusal):
    """A legal request cannot take this step from where it stands; nothing was changed."""

    def __init__(self, command: str, region: str, state: str) -> None:
        self.command = command
        self.region = region
        self.state = state
        super().__init__(f"{command} is not possible while {region} is {state}; nothing changed")


class OutOfTurn(Refusal):
    """What was asked is done already, or waits for another step; nothing was changed."""

    def __init__(self, command: str, why: str) -> None:
        self.command = command
        self.why = why
        super().__init__(f"{command}: {why}; nothing changed")


class WrongRole(Refusal):
    """The step is another role's to take."""

    def __init__(self, command: str, role: str, allowed: tuple[str, ...]) -> None:
        self.command = command
        self.role = role
        self.allowed = allowed
        super().__init__(f"{command} is for {' or '.join(allowed)}, not for {role}")


class GuardUnmet(Refusal):
    """A circumstance that the step needs does not hold; `says` puts it in words of its own."""

    def __init__(self, command: str, guard: str, number: str, *, says: str = "") -> None:
        self.command = command
        self.guard = guard
        self.number = number
        unmet = f"needs {guard.replace('_', ' ')}, which does not hold; see spec/legal-request.md"
        super().__init__(f"{command} ({number}) {says or unmet}")


class NotEntitled(Refusal):
    """The scope token does not allow what was asked of the directory."""

    def __init__(self, what: str, token_id: str) -> None:
        self.what = what
        self.token_id = token_id
        super().__init__(f"{what} is outside scope token {token_id}; ask counsel for another scope")


class ScopeExpired(Refusal):
    """A scope token is past its time, or not signed by this desk."""

    def __init__(self, token_id: str, why: str) -> None:
        self.token_id = token_id
        self.why = why
        super().__init__(f"scope token {token_id} {why}; have the scope granted again")


class SamePerson(Refusal):
    """Two duties that two people must have were one person's."""

    def __init__(self, duty: str, other: str, *, who: str = "") -> None:
        self.duty = duty
        self.other = other
        self.who = who  # has the other duty
        had = f", and {who} did the {other}" if who else ""
        super().__init__(f"{duty} and {other} must be different people{had}; ask a colleague")


class StillHeld(Refusal):
    """Records cannot be deleted while a hold covers them."""

    def __init__(self, what: str, hold_count: int) -> None:
        self.what = what
        self.hold_count = hold_count
        super().__init__(f"{what} is covered by {hold_count} holds; nothing was deleted")


class HostileDocument(Refusal):
    """An attached document is refused: size, type, or what is in it."""

    def __init__(self, name: str, why: str, mend: str) -> None:
        self.name = name
        self.why = why
        self.mend = mend
        super().__init__(f"document {name}: {why}; {mend}")


class WrongRecipient(Refusal):
    """The officer is not of the instrument's agency, or not the one the package is sealed to."""

    def __init__(self, officer_id: str, why: str, mend: str) -> None:
        self.officer_id = officer_id
        self.why = why
        self.mend = mend
        super().__init__(f"officer {officer_id} {why}; {mend}")


class BadLegalRequest(Fault):
    """A legal request cannot be read: names each field and its mend."""

    def __init__(self, complaints: tuple[str, ...]) -> None:
        self.complaints = complaints
        super().__init__("\n".join(complaints))


class BadPackage(Fault):
    """A disclosure package cannot be opened at all."""

    def __init__(self, why: str, mend: str) -> None:
        self.why = why
        self.mend = mend
        super().__init__(f"package: {why}; {mend}")


class NoTimestamp(Fault):
    """The timestamp authority gave no token."""

    def __init__(self, authority: str, why: str) -> None:
        self.authority = authority
        self.why = why
        super().__init__(f"{authority} gave no timestamp: {why}; nothing was stamped")


class PlatformTrouble(Fault):
    """The platform's own service does not answer, or answers in another form than was agreed."""

    def __init__(
        self, url: str, why: str, *, mend: str = "run `plainsight platform check`"
    ) -> None:
        self.url = url
        self.why = why
        super().__init__(f"platform {url}: {why}; {mend}, see spec/platform.md")


class PlatformRefused(PlatformTrouble):
    """The platform's own service does not take our token: nothing else can be asked of it."""

    def __init__(self, url: str, variable: str) -> None:
        self.variable = variable
        super().__init__(url, "it refuses our token", mend=f"set ${variable} to the one it takes")
