"""What anybody verifies us with: keys, the checkpoint, statements, the transparency report."""

import csv
import io
import zipfile

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, Response

from plainsight.app.oversight.read_transparency import read_transparency
from plainsight.app.oversight.statement_files import bundle_of
from plainsight.app.prove.log_keys import rotation_entries
from plainsight.errors import NoCheckpoint, NotServed, UnknownId
from plainsight.oversight.public_copy import public_lines
from plainsight.oversight.transparency import SUPPRESSED, csv_rows
from plainsight.oversight.transparency_columns import COLUMNS, MEDIANS
from plainsight.web.given import WebServices
from plainsight.web.identity.guard import Services
from plainsight.web.pages import render

router = APIRouter()

_YEARS_SHOWN = 3
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same files are the same archive


@router.get("/verify")
def how_to_verify(request: Request, services: Services) -> Response:
    """Step by step, with our software and without it."""
    context = {"is_whole_stated": services.settings.is_whole_stated, **_keys(services)}
    return render(request, "public/verify.html", context)


@router.get("/log")
def show_log(request: Request, services: Services) -> Response:
    """The current checkpoint, who co-signed it, and the keys to pin."""
    with services.records.read() as reading:
        checkpoints = reading.checkpoints.all()
        size = reading.audit.size()
        rotations = rotation_entries(reading)
    shown = checkpoints[-12:][::-1]
    context = {"checkpoints": shown, "size": size, "rotations": rotations, **_keys(services)}
    return render(request, "public/log.html", context)


@router.get("/log/checkpoint.txt")
def checkpoint_text(services: Services) -> Response:
    """The newest checkpoint as it was signed."""
    with services.records.read() as reading:
        latest = reading.checkpoints.latest()
    if latest is None:
        raise NoCheckpoint
    return PlainTextResponse(latest.note)


@router.get("/log/log.pub")
def log_key(services: Services) -> Response:
    """The log's public key, one line. Pin it from here and from paper."""
    if services.signer is None:
        raise NotServed("the log's key", "start the server with its key")
    return PlainTextResponse(f"{services.signer.key}\n")


@router.get("/log/rotations.jsonl")
def log_rotations(services: Services) -> Response:
    """The entries in which the log's key changed, for whoever pinned an old one."""
    with services.records.read() as reading:
        entries = rotation_entries(reading)
    text = "".join(f"{entry.canonical.decode()}\n" for entry in entries)
    return Response(text, media_type="application/jsonl")


@router.get("/log/platform.pub")
def package_key(services: Services) -> Response:
    """The key that packages are signed with, as openssl reads it."""
    if services.seals is None:
        raise NotServed("the package key", "start the server with its key")
    return Response(services.seals.public_pem, media_type="application/x-pem-file")


@router.get("/log/tsa_root.pem")
def authority_root(services: Services) -> Response:
    """The root of our own timestamp authority; that of an outside one is for it to publish."""
    root = b"" if services.seals is None else services.seals.timestamper.root()[0]
    if not root:
        raise NotServed("a timestamp authority's root", "take it from the authority itself")
    return Response(root, media_type="application/x-pem-file")


@router.get("/statements/{period}.zip")
def statement_bundle(services: Services, period: str) -> Response:
    """A signed statement with all that verifies it, and tells of no single legal request."""
    if services.statements is None:
        raise UnknownId("statement", period)
    files = services.statements.files(period)
    lines = files.lines if services.settings.is_whole_stated else public_lines(files.lines)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, pieces in bundle_of(files, lines).items():
            bundle.writestr(zipfile.ZipInfo(f"{period}/{name}", _EPOCH), b"".join(pieces))
    return Response(
        archive.getvalue(),
        media_type="application/zip",
        headers={"content-disposition": f'attachment; filename="statement-{period}.zip"'},
    )


@router.get("/transparency")
def show_transparency(request: Request, services: Services, period: str = "") -> Response:
    """The transparency report of a half-year or year; cells under 10 are suppressed."""
    chosen = period or str(services.clock().year)
    context = {
        "rows": read_transparency(services.records, period=chosen),
        "columns": COLUMNS,
        "medians": MEDIANS,
        "suppressed": SUPPRESSED,
        "period": chosen,
        "periods": _periods(services),
    }
    return render(request, "public/transparency.html", context)


@router.get("/transparency.csv")
def transparency_csv(services: Services, period: str) -> Response:
    """The same as CSV (RFC 4180)."""
    rows = csv_rows(read_transparency(services.records, period=period), period=period)
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return Response(
        text.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="transparency-{period}.csv"'},
    )


def _periods(services: WebServices) -> list[str]:
    year = services.clock().year
    return [
        name
        for each in range(year, year - _YEARS_SHOWN, -1)
        for name in (str(each), f"{each}-H2", f"{each}-H1")
    ]


def _keys(services: WebServices) -> dict[str, object]:
    return {
        "log_key": "" if services.signer is None else str(services.signer.key),
        "fingerprint": "" if services.seals is None else services.seals.fingerprint,
        "tsa_root": "" if services.seals is None else services.seals.timestamper.root()[1],
        "statements": () if services.statements is None else services.statements.periods(),
    }
