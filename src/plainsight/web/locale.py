"""Which language a page speaks: the reader's choice, else what the browser asks for."""

from starlette.requests import Request

LOCALES = ("en", "zh", "es")
COOKIE = "plainsight-locale"


def locale_of(request: Request, fallback: str) -> str:
    """One of LOCALES."""
    chosen = request.cookies.get(COOKIE, "")
    if chosen in LOCALES:
        return chosen
    asked = request.headers.get("accept-language", "")
    for part in asked.split(",")[:10]:
        language = part.partition(";")[0].strip()[:2].lower()
        if language in LOCALES:
            return language
    return fallback
