"""What every template has at hand: the language, the theme, the tones, the present instant."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from starlette.requests import Request

from plainsight.web.i18n.speech import LANGUAGES, Speech, speech
from plainsight.web.parts.nav import may_follow, navigation
from plainsight.web.parts.tones import tone

THEME_COOKIE = "plainsight-theme"
THEMES = ("light", "dark")


def around_page(request: Request, *, locale: str, now: datetime) -> Mapping[str, Any]:
    """The names that page.html and the parts use."""
    spoken = speech(locale)
    theme = request.cookies.get(THEME_COOKIE, "")
    query = request.url.query
    return {
        "t": spoken,
        "_": spoken.say,
        "languages": LANGUAGES,
        "tone": tone,
        "navigation": navigation,
        "may_follow": may_follow,
        "q": request.query_params.get("q", ""),
        "theme": theme if theme in THEMES else "",
        "here": request.url.path + (f"?{query}" if query else ""),
        "now": now,
        "clock_words": _clock_words(spoken),
        "done": request.query_params.get("done", ""),
    }


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
