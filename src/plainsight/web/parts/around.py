"""What every template has at hand: the language, the theme, the tones, the present instant."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import Request

from plainsight.web.i18n.speech import LANGUAGES, Speech, speech
from plainsight.web.parts.nav import may_follow, navigation
from plainsight.web.parts.tones import tone

THEME_COOKIE = "plainsight-theme"
THEMES = ("light", "dark")


def around_page(request: Request, *, locale: str, now: datetime, origin: str) -> Mapping[str, Any]:
    """The names that page.html and the parts use."""
    spoken = speech(locale)
    theme = request.cookies.get(THEME_COOKIE, "")
    return {
        "t": spoken,
        "_": spoken.say,
        "languages": LANGUAGES,
        "tone": tone,
        "navigation": navigation,
        "may_follow": may_follow,
        "q": request.query_params.get("q", ""),
        "theme": theme if theme in THEMES else "",
        "here": _here(request, origin),
        "is_answer": request.method == "POST",
        "now": now,
        "clock_words": _clock_words(spoken),
        "done": request.query_params.get("done", ""),
    }


def _here(request: Request, origin: str) -> str:
    """The address that shows this page again.

    What answers a form stands where the form did: nothing can be read at the address of a step.
    """
    came = urlsplit(request.headers.get("referer", ""))
    if request.method != "POST" or f"{came.scheme}://{came.netloc}" != origin:
        path, query = request.url.path, request.url.query
    else:
        # Without what the step before did: it was not done a second time.
        asked = parse_qsl(came.query, keep_blank_values=True)
        path, query = came.path, urlencode([each for each in asked if each[0] != "done"])
    return path + (f"?{query}" if query else "")


def _clock_words(spoken: Speech) -> str:
    """What static/js/clocks.js writes with, its {names} left open."""
    texts = {
        "left": "{span} left",
        "overdue": "{span} overdue",
        "days": "{days} d {hours} h",
        "hours": "{hours} h {minutes} min",
        "minutes": "{minutes} min",
    }
    return json.dumps({name: spoken.say(text) for name, text in texts.items()}, ensure_ascii=False)
