"""A trace report on paper: the same page as PDF, with its appendix attached as a file."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from plainsight.errors import BadReport, NotInstalled
from plainsight.filings.print_page import print_page

APPENDIX_NAME = "appendix.json"
T = TypeVar("T")


def print_trace(page: str, appendix: dict[str, Any]) -> bytes:
    """The page as PDF; nothing is fetched from anywhere. Raises NotInstalled."""
    return print_page(
        page,
        attached=json.dumps(appendix, ensure_ascii=False).encode(),
        name=APPENDIX_NAME,
        description="Everything the report was computed from",
    )


def attached_appendix(file: Path) -> str | None:
    """The appendix attached to a PDF, None when there is none. Raises BadReport, NotInstalled."""

    def read(reader: Any) -> str | None:  # noqa: ANN401 - the library's class, loaded on use
        found = reader.attachments.get(APPENDIX_NAME)
        return found[0].decode("utf-8") if found else None

    return _read_pdf(file.read_bytes(), read, source=file.name)


def printed_text(content: bytes, *, source: str) -> str:
    """The text of a PDF's pages. Raises BadReport, NotInstalled."""
    return _read_pdf(
        content, lambda reader: "".join(page.extract_text() for page in reader.pages), source=source
    )


def _read_pdf(content: bytes, read: Callable[[Any], T], *, source: str) -> T:
    try:
        import pypdf
        from pypdf.errors import PyPdfError
    except ImportError:
        raise NotInstalled("pypdf", "reports") from None
    try:
        return read(pypdf.PdfReader(io.BytesIO(content)))
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        # What a hostile file makes the reader raise is not worth telling apart.
        raise BadReport(source, "it is not a PDF that can be read") from None
