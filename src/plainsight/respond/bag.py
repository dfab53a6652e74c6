"""BagIt 1.0 (RFC 8493): a payload, two manifests, and tag manifests over the manifests.

Signed is the tag manifest alone: it names the hash of everything that names a hash. What stands
outside every manifest is found by listing, because checking hashes alone never finds a planted
file.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

ALGORITHMS = ("sha256", "sha512")
SIGNED = "tagmanifest-sha256.txt"


def bag_files(payload: Mapping[str, bytes], *, info: Mapping[str, str]) -> dict[str, bytes]:
    """All files of a bag; `payload` names are relative to data/."""
    bag = {f"data/{name}": content for name, content in sorted(payload.items())}
    octets = sum(len(content) for content in payload.values())
    told = {**info, "Payload-Oxum": f"{octets}.{len(payload)}"}
    tags = {
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": "".join(f"{k}: {v}\n" for k, v in told.items()).encode(),
    }
    for algorithm in ALGORITHMS:
        tags[f"manifest-{algorithm}.txt"] = _manifest(bag, algorithm)
    tags |= {f"tagmanifest-{a}.txt": _manifest(tags, a) for a in ALGORITHMS}
    return {**bag, **tags}


@dataclass(frozen=True, slots=True, kw_only=True)
class BagFlaw:
    """One thing wrong with a bag."""

    what: str  # "altered", "missing", "planted", "malformed"
    path: str


def bag_flaws(bag: Mapping[str, bytes]) -> tuple[BagFlaw, ...]:
    """Everything wrong with a bag whose tag manifest was verified by its signature."""
    return tuple(_flaws(bag))


def _flaws(bag: Mapping[str, bytes]) -> Iterator[BagFlaw]:
    named: dict[str, set[str]] = {"manifest": set(), "tagmanifest": set()}
    for kind in ("tagmanifest", "manifest"):
        for algorithm in ALGORITHMS:
            path = f"{kind}-{algorithm}.txt"
            if path not in bag:
                yield BagFlaw(what="missing", path=path)
                continue
            listed = _parse(bag[path], algorithm)
            if listed is None:
                yield BagFlaw(what="malformed", path=path)
                continue
            named[kind] |= listed.keys()
            for name, expected in listed.items():
                if name not in bag:
                    yield BagFlaw(what="missing", path=name)
                elif hashlib.new(algorithm, bag[name]).hexdigest() != expected:
                    yield BagFlaw(what="altered", path=name)
    manifests = {f"{kind}-{a}.txt" for kind in named for a in ALGORITHMS}
    for name in sorted(bag):
        if name not in named["manifest"] | named["tagmanifest"] | manifests:
            yield BagFlaw(what="planted", path=name)


def _manifest(files: Mapping[str, bytes], algorithm: str) -> bytes:
    return "".join(
        f"{hashlib.new(algorithm, content).hexdigest()}  {name}\n"
        for name, content in sorted(files.items())
    ).encode()


def _parse(manifest: bytes, algorithm: str) -> dict[str, str] | None:
    digits = hashlib.new(algorithm).digest_size * 2
    listed: dict[str, str] = {}
    try:
        lines = manifest.decode().splitlines()
    except UnicodeDecodeError:
        return None
    for line in lines:
        digest, gap, name = line.partition("  ")
        if not gap or len(digest) != digits or name in listed or ".." in name.split("/"):
            return None
        listed[name] = digest
    return listed
