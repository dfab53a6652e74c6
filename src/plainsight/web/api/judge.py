"""Verdicts at once on what a caller sends: a post by the typologies, an address by the lists.

What is sent is answered and not kept: whoever wants it kept, joined to campaigns and put before a
person sends it to bulk ingest. Addresses stand in the body, as paths are what proxies write down.
"""

import json
from functools import partial
from io import BytesIO
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from plainsight.app.detect.scan_posts import flagged_json
from plainsight.app.detect.scan_sent import RolloutHere, ScannedPosts, SentScan, begin_scan
from plainsight.app.trace.screen_sent import Lists, screen_sent
from plainsight.errors import BadValue, NothingJudged, NotServed, OtherMediaType, TooLarge
from plainsight.feeds.posts.jsonl import PostsJsonl
from plainsight.trace.chain.screening import Screening
from plainsight.web.api.judge_examples import POST, SCAN_ANSWERED, SCREEN_ANSWERED, SCREEN_ASKED
from plainsight.web.api.judged_shapes import (
    ScanAnswer,
    ScreenAnswer,
    ScreeningShape,
    ScreenQuestion,
)
from plainsight.web.given import WebServices
from plainsight.web.identity.guard import CurrentViewer, Services
from plainsight.web.threads import run_judging, run_short, run_slice

router = APIRouter(prefix="/api/v1", tags=["verdicts"])

POSTS_MAX = 100
SCAN_BYTES_MAX = 1_000_000  # what can be judged while a caller waits
SHORT_BYTES_MAX = 4_000  # one post that is judged in one go, behind nothing longer
JSON, LINES = "application/json", "application/x-ndjson"
_POST_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["visibility", "surface", "account_id", "posted_at", "text"],
    "properties": {
        "visibility": {"enum": ["public", "semi_public"]},
        "post_id": {"type": "string"},
        "account_id": {"type": "string"},
        "surface": {"type": "string"},
        "posted_at": {"type": "string", "format": "date-time"},
        "language": {"type": "string"},
        "text": {"type": "string"},
    },
}
_SCAN_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {"schema": _POST_SCHEMA, "example": POST},
            LINES: {
                "schema": {
                    "type": "string",
                    "description": f"One such object a line, {POSTS_MAX} lines at most.",
                },
                "example": json.dumps(POST, ensure_ascii=False) + "\n",
            },
        },
    }
}
_SCREEN_BODY = {"requestBody": {"content": {JSON: {"example": SCREEN_ASKED}}}}


def _answered(example: dict[str, Any]) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {JSON: {"example": example}}}}


@router.post(
    "/scan", openapi_extra=_SCAN_BODY, response_model=ScanAnswer, responses=_answered(SCAN_ANSWERED)
)
async def scan(request: Request, services: Services, viewer: CurrentViewer) -> Response:
    """Judge one post, or up to 100 as lines, by the typologies; nothing is stored.

    What is not labelled public or semi_public is refused before its text is read, and counted in
    the log. Findings are those of `plainsight scan --json`, with the characters they rest on, and
    of the version that speaks for each typology where one is rolled out. Where not one record
    could be judged the answer is 422, so that it is not taken for "nothing found".
    """
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type not in (JSON, LINES):
        raise OtherMediaType(content_type, (JSON, LINES))
    body = await request.body()
    if len(body) > SCAN_BYTES_MAX:
        raise TooLarge("the body", SCAN_BYTES_MAX)
    caller = viewer.person_id
    request.app.state.rates.require_bytes(caller, len(body))
    lines = _lines(body, is_one=content_type == JSON)
    begin = partial(_begin, services, lines, viewer.name)
    if len(lines) <= SHORT_BYTES_MAX and b"\n" not in lines.strip():
        return await run_short(lambda: _judge(begin()), caller=caller)
    sent = await run_slice(begin, caller=caller)
    while await run_slice(sent.judge_slice, caller=caller):
        pass
    return await run_slice(partial(_answer, sent), caller=caller)


@router.post("/screen", openapi_extra=_SCREEN_BODY, responses=_answered(SCREEN_ANSWERED))
async def screen(services: Services, viewer: CurrentViewer, asked: ScreenQuestion) -> ScreenAnswer:
    """Screen one address, or up to 100, by the lists of a day, as `plainsight chain screen` does.

    The log gets how many were listed, and no address.
    """
    return await run_judging(partial(_screen, services, asked, viewer.name))


def _lines(body: bytes, *, is_one: bool) -> bytes:
    """The body as lines of JSON. Raises BadValue for more than are judged while a caller waits."""
    if is_one:
        # Inside a JSON text no line may break, so that this changes nothing that it says.
        return body.replace(b"\n", b" ")
    if body.rstrip(b"\n").count(b"\n") >= POSTS_MAX:
        mend = f"send at most {POSTS_MAX} in one call, or all of them to /api/v1/posts"
        raise BadValue("body", f"more than {POSTS_MAX} lines", mend)
    return body


def _begin(services: WebServices, lines: bytes, caller: str) -> SentScan:
    if services.scanners is None:
        raise NotServed("judging posts", "start the server with plainsight serve")
    feed = PostsJsonl(BytesIO(lines), source=f"api scan {caller}")
    return begin_scan(
        services.records,
        feed,
        scanners=services.scanners,
        proposed=services.proposed,
        clock=services.clock,
    )


def _judge(sent: SentScan) -> Response:
    while sent.judge_slice():
        pass
    return _answer(sent)


def _answer(sent: SentScan) -> Response:
    found = sent.found()
    if not found.post_count:
        raise NothingJudged(_unjudged(found))
    return Response(_bytes(_scan_answer(found)), media_type=JSON)


def _scan_answer(found: ScannedPosts) -> dict[str, Any]:
    return {
        "read": found.post_count + len(found.refused) + len(found.quarantined),
        "scanned": found.post_count,
        "policy": found.policy_digest,
        "model": found.model,
        "rollouts": [_rollout(each) for each in found.rollouts],
        "posts": [flagged_json(flagged) for flagged in found.flagged],
        "refused": [{"record": item.record, "label": item.label.value} for item in found.refused],
        "quarantined": [
            {"record": item.record, "field": item.field, "mend": item.mend}
            for item in found.quarantined
        ],
    }


def _unjudged(found: ScannedPosts) -> list[str]:
    """Why each record was not judged, those that could not be read first."""
    mend = "only what is labelled public or semi_public is read"
    return [
        *(f"{each.record}: field {each.field!r}: {each.mend}" for each in found.quarantined),
        *(f"{each.record}: {each.label.value}: {mend}" for each in found.refused),
    ]


def _rollout(here: RolloutHere) -> dict[str, Any]:
    return {
        "typology": here.step.typology_id,
        "version": here.step.version,
        "stage": here.step.stage.value,
        "permille": here.step.permille,
        "obeyed": here.is_obeyed,
    }


def _bytes(answer: dict[str, Any]) -> bytes:
    try:
        return json.dumps(answer, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        # Half of a surrogate pair, as hostile posts carry it, has no UTF-8: as it came, escaped.
        return json.dumps(answer).encode()


def _screen(services: WebServices, asked: ScreenQuestion, caller: str) -> ScreenAnswer:
    answers = screen_sent(
        services.records,
        asked.addresses,
        lists=_lists(services),
        as_of=asked.as_of,
        basis=asked.basis,
        source=f"api screen {caller}",
        clock=services.clock,
    )
    return ScreenAnswer(screenings=[_screening(answer) for answer in answers])


def _lists(services: WebServices) -> Lists:
    if services.lists is None:
        raise NotServed("screening", "start the server with --book FOLDER")
    try:
        services.lists.present.book()
    except BadValue:
        # Theirs to mend who run this, not the caller's: "nothing found" would read as clean.
        mend = "its book holds no list; take one in: plainsight attributions update FILE"
        raise NotServed("screening", mend) from None
    return services.lists


def _screening(answer: Screening) -> ScreeningShape:
    return ScreeningShape(
        address=answer.written,
        network=answer.account.network if answer.account else None,
        outcome=answer.outcome,
        as_of=answer.as_of,
        basis=answer.basis,
        categories_version=answer.policy_version,
        reasons=list(answer.reasons),
    )
