"""The files that judge posts, word for word, as versions to keep beside the findings."""

import hashlib
from pathlib import Path

from plainsight.app.stored import PolicyVersion
from plainsight.detect.policy import Policy
from plainsight.feeds.policy_root import policy_root


def read_policy_versions(policy: Policy, root: Path | None = None) -> tuple[PolicyVersion, ...]:
    """Each enabled typology's file, and the lexicon whole, whose version is its own digest."""
    folder = (root or policy_root()) / "typologies"
    files = {
        path.parent.name.split("-")[0]: path
        for path in sorted(folder.glob("T[0-9][0-9]-*/typology.yaml"))
    }
    typologies = tuple(
        _version(typology.typology_id, files[typology.typology_id], version=str(typology.version))
        for typology in policy.enabled
    )
    return (*typologies, _lexicon(folder / "lexicon"))


def _version(policy_id: str, path: Path, *, version: str) -> PolicyVersion:
    text = path.read_text(encoding="utf-8")
    return PolicyVersion(policy_id=policy_id, version=version, digest=_digest(text), text=text)


def _lexicon(folder: Path) -> PolicyVersion:
    """All files one after another, each under its name: it has no version but its content."""
    text = "".join(f"# {path.name}\n{path.read_text(encoding='utf-8')}" for path in _files(folder))
    digest = _digest(text)
    return PolicyVersion(policy_id="lexicon", version=digest[:16], digest=digest, text=text)


def _files(folder: Path) -> list[Path]:
    return sorted([*folder.glob("*.csv"), *folder.glob("*.yaml")])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
