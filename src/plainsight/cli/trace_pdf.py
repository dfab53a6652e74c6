"""A trace report on paper: the same page as PDF, with its appendix attached as a file."""

import io
import json
from pathlib import Path
from typing import Any

from plainsight.errors import BadReport, NotInstalled

APPENDIX_NAME = "appendix.json"


def print_page(page: str, appendix: dict[str, Any]) -> bytes:
    """The page as PDF; nothing is fetched from anywhere. Raises NotInstalled."""
    try:
        import weasyprint
    except ImportError:
        raise NotInstalled("weasyprint", "reports") from None
    attached = weasyprint.Attachment(
        string=json.dumps(appendix, ensure_ascii=False),
        name=APPENDIX_NAME,
        description="Everything the report was computed from",
        relationship="Data",
    )
    printed: bytes = weasyprint.HTML(string=page, url_fetcher=_fetch_nothing).write_pdf(
        attachments=[attached]
    )
    return printed


def attached_appendix(file: Path) -> str | None:
    """The appendix attached to a PDF, None when there is none. Raises BadReport, NotInstalled."""
    try:
        import pypdf
        from pypdf.errors import PyPdfError
    except ImportError:
        raise NotInstalled("pypdf", "reports") from None
    try:
        found = pypdf.PdfReader(io.BytesIO(file.read_bytes())).attachments.get(APPENDIX_NAME)
        return found[0].decode("utf-8") if found else None
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        # What a hostile file makes the reader raise is not worth telling apart.
        raise BadReport(file.name, "it is not a PDF that can be read") from None


def _fetch_nothing(url: str, *_: object, **__: object) -> dict[str, Any]:
    raise BadReport("page", f"a report loads nothing, and this one asks for {url[:80]!r}")
