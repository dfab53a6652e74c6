"""Reviewing alerts, deciding about them, and who may see what."""

from plainsight.errors.root import Refusal


class AlertTaken(Refusal):
    """Somebody else works on the alert; two people never do."""

    def __init__(self, alert_id: str, until: str) -> None:
        self.alert_id = alert_id
        self.until = until
        super().__init__(f"{alert_id} is another person's until {until}; take another one")


class NotYourAlert(Refusal):
    """The step needs the alert in one's own hands, and its lease still running."""

    def __init__(self, alert_id: str, command: str) -> None:
        self.alert_id = alert_id
        self.command = command
        super().__init__(f"{command} needs {alert_id} in your hands; take it first")


class WorkloadFull(Refusal):
    """A person has as much work as one person may have."""

    def __init__(self, limit: str, count: int, count_max: int) -> None:
        self.limit = limit
        self.count = count
        self.count_max = count_max
        super().__init__(f"{limit}: {count} of {count_max}; finish or hand back some first")


class NotAllowed(Refusal):
    """None of the person's roles may do this (docs/concepts/casework.md, the table)."""

    def __init__(self, act: str, allowed: tuple[str, ...]) -> None:
        self.act = act
        self.allowed = allowed
        told = act if "/" in act else act.replace("_", " ")
        super().__init__(f"{told} is for {' or '.join(allowed) or 'nobody'}; ask one of them")
