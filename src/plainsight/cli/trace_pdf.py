"""A trace report on paper: the same page as PDF, with its appendix attached as a file."""

import io
import json
from pathlib import Path
from typing import Any

from plainsight.errors import BadReport, NotInstalled
from plainsight.filings.print_page import print_page

APPENDIX_NAME = "appendix.json"


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
