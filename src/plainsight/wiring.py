"""The only place that chooses: settings, the clock, the environment, which store and engine."""

import os
import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from plainsight.errors import CannotRead, NoTimestamp
from plainsight.feeds.policy_root import policy_folder, policy_root
from plainsight.settings import Setting

if TYPE_CHECKING:
    from http.server import ThreadingHTTPServer

    from plainsight.app.detect.gather_lessons import Lessons
    from plainsight.app.detect.scan_posts import PostScanner, SenseScanner
    from plainsight.app.prove.log_files import ExportedLog, WriteFolder
    from plainsight.app.respond.disclose import Seals
    from plainsight.app.respond.ports import Timestamper
    from plainsight.app.stored import PolicyVersion
    from plainsight.app.trace.evaluate_flows import LabelReader
    from plainsight.app.trace.find_flows import FlowTools
    from plainsight.detect.detector import Detector
    from plainsight.detect.policy import Policy
    from plainsight.engines.columnar.many import ManyScanners
    from plainsight.engines.columnar.scanner import ColumnarScanner
    from plainsight.engines.model_scanner import ModelScanner
    from plainsight.engines.text_model import TextModel, TrainedModel
    from plainsight.keys.file import FileKey
    from plainsight.prove.note import KeyKind, Signer
    from plainsight.stores.backup.copy import Manifest, Restored
    from plainsight.stores.platform.client import PlatformConnection
    from plainsight.stores.records import SqlRecords
    from plainsight.trace.chain.attribution import AttributionBook
    from plainsight.trace.chain.category import Categories
    from plainsight.trace.flows.policy import FlowPolicy


def read_clock() -> datetime:
    """The one clock read of the code base."""
    return datetime.now(UTC)  # noqa: TID251 - this is the place the ban points to


def load_policy(root: Path | None = None, *, on: date | None = None) -> "Policy":
    """The shipped policy, or the one below `root`, as it judges on a day; read once, then kept."""
    from plainsight.engines.columnar.day_policy import policy_of_day
    from plainsight.feeds.policy.files import policy_files_digest

    def read() -> "Policy":
        # Loaded here: checkers of YAML and JSON take longer to load than what is kept to read.
        from plainsight.feeds.policy import folder as policy_feed

        return policy_feed.load_policy(place)

    place = policy_folder(root)  # before what is kept is asked: nothing has a digest too
    digest = policy_files_digest(place)
    day = on or read_clock().date()

    def is_current() -> bool:
        return policy_files_digest(place) == digest  # nobody wrote to them meanwhile

    return policy_of_day(cache_folder(), digest, day, read=read, is_current=is_current)


def read_policy_versions(policy: "Policy", root: Path | None = None) -> "tuple[PolicyVersion, ...]":
    """The files behind `policy`, word for word, to be kept in the records."""
    from plainsight.feeds.policy import versions as policy_versions

    return policy_versions.read_policy_versions(policy, root)


class FlowEngineName(StrEnum):
    """Where flows are searched."""

    DUCKDB = "duckdb"
    SPARK = "spark"


def load_flow_policy(root: Path | None = None) -> "FlowPolicy":
    """The shipped typologies of flows and mirrors, or those below `root`."""
    from plainsight.feeds.policy import flow_policy

    return flow_policy.load_flow_policy(root)


def make_flow_tools(engine: FlowEngineName = FlowEngineName.DUCKDB) -> "FlowTools":
    """Engines that find flows: embedded, or on the cluster at $SPARK_MASTER (else local[*]).

    Mirrors are met in one process either way. Raises NotInstalled without pyspark.
    """
    from plainsight.app.trace.find_flows import FlowTools

    # Loaded here: their compilers take longer to load than most commands take to run.
    from plainsight.engines.flows_duckdb.engine import DuckFlows
    from plainsight.engines.flows_duckdb.mirror_engine import DuckMirrors
    from plainsight.engines.flows_duckdb.prepared_legs import PreparedLegs
    from plainsight.engines.flows_duckdb.read_transfers import DuckTransfers

    legs = PreparedLegs()
    mirrors, reader = DuckMirrors(legs=legs), DuckTransfers()
    match engine:
        case FlowEngineName.DUCKDB:
            return FlowTools(
                flows=DuckFlows(legs=legs), mirrors=mirrors, reader=reader, together=legs.keep
            )
        case FlowEngineName.SPARK:
            from plainsight.engines.flows_spark.engine import SparkFlows
            from plainsight.engines.flows_spark.session import open_session

            flows = SparkFlows(open_session(os.environ.get(Setting.SPARK_MASTER, "local[*]")))
            return FlowTools(flows=flows, mirrors=mirrors, reader=reader, together=legs.keep)


def make_label_reader() -> "LabelReader":
    """Reads the labels of a ledger of transfers."""
    from plainsight.engines.flows_duckdb.read_labels import DuckLabels

    return DuckLabels()


def make_detector(policy: "Policy") -> "Detector":
    """The definition of what is found."""
    from plainsight.detect.detector import Detector

    return Detector(policy)


def make_scanner(detector: "Detector") -> "ColumnarScanner":
    """The columnar scanner, whose findings are the definition's; what it compiles is kept."""
    from plainsight.engines.columnar.scanner import ColumnarScanner

    return ColumnarScanner(detector, kept_in=cache_folder())


def make_scanners(policy: "Policy", *, jobs: int) -> "ManyScanners":
    """The same scanner in several processes; close it when done."""
    from plainsight.engines.columnar.many import ManyScanners

    return ManyScanners(policy, jobs=jobs, kept_in=cache_folder())


def cache_folder() -> Path:
    """Where things are kept that can be made again: $PLAINSIGHT_CACHE, or the platform's place."""
    named = os.environ.get(Setting.CACHE)
    shared = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(named) if named else Path(shared) / "plainsight"


DEFAULT_RECORDS = "sqlite:///plainsight.db"


def open_records(
    url: str | None = None, *, must_exist: bool = False, as_is: bool = False
) -> "SqlRecords":
    """The records at `url`, else at $PLAINSIGHT_RECORDS, else in ./plainsight.db.

    Accounts are looked up at $PLAINSIGHT_PLATFORM where it is set (spec/platform.md). With
    `must_exist` raises NoRecords rather than make a SQLite file; `as_is` upgrades none.
    """
    from plainsight.stores import records

    address = os.environ.get(Setting.PLATFORM)
    platform = None if not address else connect_platform(address)
    return records.open_records(
        _records_url(url),
        salts=secrets.token_bytes,
        platform=platform,
        must_exist=must_exist,
        as_is=as_is,
    )


def connect_platform(address: str) -> "PlatformConnection":
    """Makes account directories over HTTP; the token stands in $PLAINSIGHT_PLATFORM_TOKEN."""
    from plainsight.stores.platform.client import PlatformConnection

    return PlatformConnection(address, token=os.environ.get(Setting.PLATFORM_TOKEN, ""))


def migrate_records(
    url: str | None,
    *,
    role: str,
    retention_role: str | None = None,
    readers: Mapping[str, str] | None = None,
) -> None:
    """Migrate as the owner, and grant each role its part."""
    from plainsight.stores import records

    records.migrate_records(
        _records_url(url),
        application_role=role,
        retention_role=retention_role,
        agency_readers=readers,
    )


def backup_records(url: str | None, folder: Path) -> "Manifest":
    """Copy the records into a folder that does not exist yet."""
    from plainsight.stores.backup import copy as backup

    return backup.backup_records(_records_url(url), folder, now=read_clock())


def restore_records(folder: Path, url: str | None, *, actor: str) -> "Restored":
    """Put a backup back where nothing stands yet."""
    from plainsight.stores.backup import copy as backup

    return backup.restore_records(folder, _records_url(url), actor=actor, now=read_clock())


def _records_url(url: str | None) -> str:
    """The URL asked for; its password from a file, so that no command line and no log shows it."""
    from plainsight.stores import records

    chosen = url or os.environ.get(Setting.RECORDS) or DEFAULT_RECORDS
    file = os.environ.get(Setting.RECORDS_PASSWORD_FILE)
    if file is None:
        return chosen
    try:
        return records.with_password(chosen, Path(file).read_text(encoding="utf-8").strip())
    except OSError as problem:
        raise CannotRead(file, problem.strerror or str(problem)) from None


def make_platform_server(
    url: str | None, *, host: str, port: int, token: str
) -> "ThreadingHTTPServer":
    """A reference platform over the reference directory in the records at `url`."""
    from plainsight.stores import records
    from plainsight.stores.platform.holds import ReferencePlatform
    from plainsight.stores.platform.server import serve_platform

    store = records.open_records(_records_url(url), salts=secrets.token_bytes)
    return serve_platform(
        ReferencePlatform(store),
        host=host,
        port=port,
        token=token,
        clock=read_clock,
        is_sandbox=True,
    )


def train_model(lessons: "Lessons", *, positive: frozenset[str]) -> "TrainedModel":
    """Train the text model on what was gathered."""
    from plainsight.engines import text_model

    return text_model.train(
        lessons.seen,
        [row.is_positive for row in lessons.labelled],
        lessons.clusters,
        ordinary=lessons.ordinary,
        positive_labels=tuple(sorted(positive)),
        now=read_clock(),
    )


def save_model(model: "TextModel", path: Path) -> None:
    """Write a trained model."""
    from plainsight.engines import text_model

    text_model.save_model(model, path)


DEFAULT_KEY = Path("plainsight.key")


def load_signer(path: Path | None = None) -> "Signer":
    """The log's signing key at `path`, else at $PLAINSIGHT_KEY, else in ./plainsight.key."""
    from plainsight.keys.file import load_key

    named = os.environ.get(Setting.KEY)
    return load_key(path or (Path(named) if named else DEFAULT_KEY))


def create_signer(path: Path, *, name: str, kind: "KeyKind | None" = None) -> "Signer":
    """A fresh signing key in a file of its own, for notes unless `kind` says otherwise."""
    from plainsight.keys.file import create_key
    from plainsight.prove.note import KeyKind

    return create_key(path, name=name, kind=kind or KeyKind.NOTE)


def create_file_signer(path: Path, *, name: str) -> "FileKey":
    """The same, as a key that also shows its public half to openssl."""
    from plainsight.keys.file import create_key

    return create_key(path, name=name)


def open_export(path: Path) -> "ExportedLog":
    """An exported log as somebody received it."""
    from plainsight.stores.prove.export_folder import ExportFolder

    return ExportFolder(path)


def export_writer(path: Path) -> "WriteFolder":
    """Writes an export to a folder, whole or not at all."""
    from plainsight.stores.prove.export_folder import write_folder

    return partial(write_folder, path=path)


def with_model(
    scanner: "SenseScanner", path: Path, *, posts: "PostScanner | None" = None
) -> "ModelScanner":
    """The scanner, or what else finds in posts, with a trained text model beside its typologies."""
    from plainsight.engines.model_scanner import ModelScanner
    from plainsight.engines.text_model import load_model

    return ModelScanner(scanner, load_model(path), posts=posts)


DEFAULT_OPERATOR = "here"  # how our own side is called in the platform's transfers


def make_seals(
    *, key: Path | None = None, authority: str | None = None, custodian: str | None = None
) -> "Seals":
    """What packages are sealed with: the log's key, a timestamp authority, the officer's own key.

    `authority` is the address of an RFC 3161 service, or the openssl configuration of a local one;
    else $PLAINSIGHT_TSA. `custodian` signs the certificate of records; else $PLAINSIGHT_CUSTODIAN.
    """
    from plainsight.keys.file import load_key

    signer = load_key(key or Path(os.environ.get(Setting.KEY, DEFAULT_KEY)))
    return seals_of(
        signer,
        timestamper=make_timestamper(authority),
        custodian=custodian or os.environ.get(Setting.CUSTODIAN, "the custodian of records"),
    )


def seals_of(signer: "FileKey", *, timestamper: "Timestamper", custodian: str) -> "Seals":
    """Seals around a key and an authority."""
    from plainsight.app.respond.disclose import Seals
    from plainsight.keys.seal_any import AnySealer

    return Seals(
        signer=signer,
        public_pem=signer.public_pem(),
        fingerprint=signer.fingerprint(),
        timestamper=timestamper,
        sealer=AnySealer(),
        verifier_script=(policy_root() / "spec" / "verify_package.py").read_bytes(),
        custodian=custodian,
        own_operator=os.environ.get(Setting.OPERATOR, DEFAULT_OPERATOR),
    )


def make_timestamper(authority: str | None = None) -> "Timestamper":
    """The authority at an address or of a local configuration. Raises NoTimestamp for none."""
    from plainsight.keys.timestamps import HttpTimestamper, LocalTimestamper

    named = authority or os.environ.get(Setting.TSA, "")
    if named.startswith(("http://", "https://")):
        return HttpTimestamper(named)
    if not named:
        raise NoTimestamp("the timestamp authority", f"name one: --tsa or ${Setting.TSA}")
    if not Path(named).is_file():
        raise NoTimestamp(named, "no such file")
    return LocalTimestamper(Path(named))


def time_of_stamp(token: bytes) -> datetime:
    """The authority's time in a token, UTC. Raises NoTimestamp for what holds none."""
    from plainsight.keys.timestamps import stamped_at

    return stamped_at(token)


def make_local_authority(folder: Path, *, name: str) -> "tuple[Timestamper, Path]":
    """A timestamp authority of one's own, for trials; and its root certificate."""
    from plainsight.keys.timestamps import LocalTimestamper, create_local_authority

    config, root = create_local_authority(folder, name=name)
    return LocalTimestamper(config), root


def open_chain_book(folder: Path, categories: "Categories") -> "AttributionBook":
    """The operator's book of attributions together with the packs that ship with the policy.

    Raises BadValue where no list was ever taken in, BadList for one whose claims are gone.
    """
    from plainsight.feeds.attributions.pack import read_pack
    from plainsight.feeds.policy_root import policy_root
    from plainsight.stores.chain.attributions_book import FolderBook
    from plainsight.trace.chain.attribution import AttributionBook, merge_books

    packs = sorted((policy_root() / "attributions" / "packs").glob("*.yaml"))
    shipped = [AttributionBook(read_pack(path, categories).attributions) for path in packs]
    return merge_books([FolderBook(folder).whole_book(), *shipped])
