"""A page on paper: HTML printed as PDF with one file attached, and nothing fetched."""

from typing import Any

from plainsight.errors import NotInstalled, UnfitReport


def print_page(page: str, *, attached: bytes, name: str, description: str) -> bytes:
    """The page as PDF. Raises NotInstalled, UnfitReport when the page asks for the network."""
    try:
        import weasyprint
        from weasyprint.urls import FatalURLFetchingError
    except ImportError:
        raise NotInstalled("weasyprint", "reports") from None
    attachment = weasyprint.Attachment(
        string=attached, name=name, description=description, relationship="Data"
    )
    document = weasyprint.HTML(string=page, url_fetcher=_fetch_nothing())
    try:
        printed: bytes = document.write_pdf(attachments=[attachment])
    except FatalURLFetchingError as asked:
        raise UnfitReport("page", (str(asked),)) from None
    return printed


def _fetch_nothing() -> Any:  # noqa: ANN401 - the library's class, loaded on use
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class Nothing(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: object = None) -> object:
            raise FatalURLFetchingError(f"the page asks for {url[:80]!r}; it loads nothing")

    return Nothing()
