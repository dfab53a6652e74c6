"""Reports to authorities."""

from plainsight.errors.root import Fault, Refusal


class Ungrounded(Refusal):
    """A sentence of a report says something that its evidence does not."""

    def __init__(self, sentence: str, why: str) -> None:
        self.sentence = sentence
        self.why = why
        super().__init__(f"{why}; in the sentence {sentence!r}")


class UnfitReport(Refusal):
    """A report breaks the rules of its form; carries every complaint."""

    def __init__(self, form: str, complaints: tuple[str, ...]) -> None:
        self.form = form
        self.complaints = complaints
        super().__init__(f"{form} cannot be filed:\n" + "\n".join(complaints))


class BadAcknowledgement(Fault):
    """An authority's answer to a report cannot be read, or answers another one."""

    def __init__(self, why: str, mend: str) -> None:
        self.why = why
        self.mend = mend
        super().__init__(f"acknowledgement: {why}; {mend}")


class BadSchema(Fault):
    """The schema that an operator gave to validate against cannot be used."""

    def __init__(self, source: str, why: str) -> None:
        self.source = source
        self.why = why
        super().__init__(f"{source}: {why}; take the schema from the authority's own portal")
