"""Policy folders and trained models."""

from plainsight.errors.root import Fault, Refusal


class BadPolicy(Fault):
    """A policy file is wrong; carries every complaint, each with file, line and a hint."""

    def __init__(self, complaints: tuple[str, ...]) -> None:
        self.complaints = complaints
        super().__init__("\n".join(complaints))


class PolicyRewritten(Fault):
    """A policy version was kept before with other content."""

    def __init__(self, policy_id: str, version: str, kept: str, offered: str) -> None:
        self.policy_id = policy_id
        self.version = version
        self.kept = kept
        self.offered = offered
        super().__init__(
            f"policy {policy_id} version {version} was kept with digest {kept} and now has "
            f"{offered}; give the changed file a new version"
        )


class VersionNotOffered(Refusal):
    """A roll-out asks for a version that no policy folder at hand holds."""

    def __init__(self, typology_id: str, version: int | None, offered: int | None) -> None:
        self.typology_id = typology_id
        self.version = version
        self.offered = offered
        wanted = "a newer version" if version is None else f"version {version}"
        found = "no proposed policy folder is named" if offered is None else f"it holds {offered}"
        super().__init__(
            f"{wanted} of {typology_id} is to be rolled out, and {found}; name the folder of the "
            "proposed policy, or propose to stop the roll-out"
        )


class TooLittleToLearn(Refusal):
    """A model was to be trained on too few rows to know anything."""

    def __init__(self, what: str, have: int, need: int) -> None:
        self.what = what
        self.have = have
        self.need = need
        super().__init__(f"{have} {what}, {need} are needed; label more before training")
