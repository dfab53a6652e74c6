"""Role x endpoint: the one table. A route without a row answers nobody; a test walks them all.

A row is (methods, path as the router spells it, who may). HEAD goes with GET. `EVERYONE` means
without signing in.
"""

from functools import cache
from typing import NamedTuple

from plainsight.app.identity.token_scopes import ROLES_OF_SCOPE
from plainsight.casework.access import Act, roles_for
from plainsight.model.role import DESK, Role
from plainsight.web.identity.roles import (
    CONSOLE,
    DOCUMENT_READERS,
    EVERYONE,
    LETTER_OPENERS,
    OFFICERS,
    OPERATORS,
    REGISTRARS,
    REQUESTERS,
    SIGNED_IN,
    SPONSORS,
)


class Row(NamedTuple):
    """Who may call one path; `scope` is what a machine's token must have besides."""

    methods: str
    path: str
    who: frozenset[Role] | None
    scope: str = ""


IDENTITY = (
    Row("GET", "/sign-in", EVERYONE),
    Row("POST", "/sign-in/passkey/options", EVERYONE),
    Row("POST", "/sign-in/passkey", EVERYONE),
    Row("GET", "/sign-in/oidc", EVERYONE),
    Row("GET", "/sign-in/oidc/callback", EVERYONE),
    Row("GET", "/enrol/{token}", EVERYONE),  # whoever holds the link
    Row("POST", "/enrol/{token}/passkey/options", EVERYONE),
    Row("POST", "/enrol/{token}/passkey", EVERYONE),
    Row("GET", "/enrol/{token}/oidc", EVERYONE),
    Row("GET", "/account", SIGNED_IN),
    Row("POST", "/account/passkey/options", SIGNED_IN),
    Row("POST", "/account/passkey", SIGNED_IN),
    Row("POST", "/account/link/refuse", SIGNED_IN),
    Row("POST", "/account/passkeys/{credential_id}/withdraw", SIGNED_IN),
    Row("POST", "/sign-out", SIGNED_IN),
    Row("GET POST", "/people", OPERATORS),
    Row("POST", "/people/{person_id}", OPERATORS),
    Row("POST", "/people/{person_id}/link", OPERATORS),
    Row("POST", "/people/{person_id}/link/confirm", OPERATORS),
    Row("POST", "/people/{person_id}/link/refuse", OPERATORS),
    Row("POST", "/people/{person_id}/passkeys/{credential_id}/withdraw", OPERATORS),
    Row("GET", "/machines", OPERATORS),
    Row("POST", "/machines/tokens", OPERATORS),
    Row("POST", "/machines/tokens/{token_id}/confirm", OPERATORS),
    Row("POST", "/machines/tokens/{token_id}/revoke", OPERATORS),
    Row("POST", "/machines/webhooks", OPERATORS),
    Row("POST", "/machines/webhooks/{webhook_id}/stop", OPERATORS),
    Row("POST", "/demo/{persona}", EVERYONE),  # answers 404 unless this is the demo
)
PUBLIC: tuple[Row, ...] = (
    Row("GET", "/", EVERYONE),
    Row("GET", "/verify", EVERYONE),
    Row("GET", "/log", EVERYONE),
    Row("GET", "/log/checkpoint.txt", EVERYONE),
    Row("GET", "/log/log.pub", EVERYONE),
    Row("GET", "/log/rotations.jsonl", EVERYONE),
    Row("GET", "/log/platform.pub", EVERYONE),
    Row("GET", "/log/tsa_root.pem", EVERYONE),
    Row("GET", "/statements/{period}.zip", EVERYONE),
    Row("GET", "/transparency", EVERYONE),
    Row("GET", "/transparency.csv", EVERYONE),
    Row("POST", "/preferences", EVERYONE),
)


def for_act(*acts: Act) -> frozenset[Role]:
    """Whoever casework lets do any of these; its table decides, not this one."""
    return frozenset(role for act in acts for role in roles_for(act)) - {Role.SYSTEM}


ANSWERING = (  # each of them says yes or no to what another person proposed
    Act.APPROVE_REPORT,
    Act.FILE_REPORT,
    Act.APPROVE_RESTRICTION,
    Act.DECIDE_APPEAL,
    Act.APPROVE_ROLLOUT,
    Act.APPROVE_TERM,
)
CONSOLE_PAGES: tuple[Row, ...] = (
    Row("GET", "/console", CONSOLE),
    Row("GET", "/console/search", CONSOLE),
    Row("GET", "/console/alerts", for_act(Act.SEE_QUEUE)),
    Row("POST", "/console/alerts/next", for_act(Act.WORK_ALERT)),
    Row("GET", "/console/alerts/{alert_id}", for_act(Act.SEE_QUEUE)),
    Row("GET", "/console/alerts/{alert_id}/flows/{number}", for_act(Act.SEE_QUEUE)),
    *(
        Row("POST", f"/console/alerts/{{alert_id}}/{act}", for_act(Act.WORK_ALERT))
        for act in ("take", "release", "skip", "snooze", "second-look", "decide", "unmask")
    ),
    Row("POST", "/console/alerts/{alert_id}/assign", for_act(Act.ASSIGN_ALERT)),
    Row("GET", "/console/cases", for_act(Act.SEE_CASES)),
    Row("POST", "/console/cases", for_act(Act.WORK_CASE)),
    Row("GET", "/console/cases/{reference}", for_act(Act.SEE_CASES)),
    Row("GET", "/console/cases/{reference}/flows/{number}", for_act(Act.SEE_CASES)),
    Row("POST", "/console/cases/{reference}/{act}", for_act(Act.WORK_CASE)),
    Row("GET", "/console/reports", for_act(Act.DRAFT_REPORT, Act.FILE_REPORT, Act.SEE_CASES)),
    Row("POST", "/console/reports", for_act(Act.DRAFT_REPORT)),
    Row("POST", "/console/reports/unfiled", for_act(Act.FILE_REPORT)),
    Row("GET", "/console/reports/new", for_act(Act.DRAFT_REPORT)),
    Row("GET", "/console/reports/{report_id}", for_act(Act.SEE_CASES, Act.FILE_REPORT)),
    Row("GET", "/console/reports/{report_id}/document", for_act(Act.SEE_CASES, Act.FILE_REPORT)),
    Row("GET", "/console/reports/{report_id}/attachment", for_act(Act.SEE_CASES, Act.FILE_REPORT)),
    Row("POST", "/console/reports/{report_id}/{act}", for_act(Act.DRAFT_REPORT, Act.FILE_REPORT)),
    Row("GET", "/console/quality", for_act(Act.SEE_QUALITY)),
    Row("POST", "/console/quality", for_act(Act.PLANT_GOLDEN)),
    Row("GET", "/console/restrictions", for_act(Act.SEE_RESTRICTIONS)),
    Row("POST", "/console/restrictions", for_act(Act.PROPOSE_RESTRICTION)),
    Row("POST", "/console/restrictions/{restriction_id}/{step}", for_act(Act.APPROVE_RESTRICTION)),
    Row("POST", "/console/appeals", for_act(Act.RECEIVE_APPEAL)),
    Row("POST", "/console/appeals/{appeal_id}/withdraw", for_act(Act.RECEIVE_APPEAL)),
    Row("POST", "/console/appeals/{appeal_id}/{step}", for_act(Act.DECIDE_APPEAL)),
    Row("GET POST", "/console/rollouts", for_act(Act.PROPOSE_ROLLOUT)),
    Row("POST", "/console/rollouts/{rollout_id}/{step}", for_act(Act.APPROVE_ROLLOUT)),
    Row("GET POST", "/console/lexicon", for_act(Act.PROPOSE_TERM)),
    Row("GET", "/console/lexicon/approved.csv", for_act(Act.PROPOSE_TERM)),
    Row("POST", "/console/lexicon/{candidate_id}/{step}", for_act(Act.APPROVE_TERM)),
    Row("GET", "/console/requests", DESK),
    Row("GET POST", "/console/paper", LETTER_OPENERS),
    Row("GET", "/console/requests/{reference}", DESK),
    Row("GET", "/console/requests/{reference}/documents/{digest}", DOCUMENT_READERS),
    Row("POST", "/console/requests/{reference}/{step}", DESK),
    Row("GET", "/console/approvals", DESK | for_act(*ANSWERING)),
    Row("GET", "/console/holds", DESK),
    Row("GET POST", "/console/roster", DESK),
    Row("GET", "/console/agencies", DESK),
    Row("POST", "/console/agencies", REGISTRARS),
)
PORTAL: tuple[Row, ...] = (
    Row("GET", "/portal", OFFICERS),
    Row("POST", "/portal/key", REQUESTERS),
    Row("GET POST", "/portal/officers", SPONSORS),
    Row("POST", "/portal/officers/{person_id}/left", SPONSORS),
    Row("GET", "/portal/requests/new", REQUESTERS),
    Row("POST", "/portal/requests", REQUESTERS),
    Row("GET", "/portal/requests/{reference}", OFFICERS),
    *(
        Row("POST", f"/portal/requests/{{reference}}/{act}", REQUESTERS)
        for act in ("answer", "documents", "withdraw", "acknowledge")
    ),
    Row("GET", "/portal/requests/{reference}/package", REQUESTERS),
)


def _by_token(methods: str, path: str, scope: str) -> Row:
    """A call of machines; which roles a scope is for, `app.identity.token_scopes` says."""
    return Row(methods, path, ROLES_OF_SCOPE[scope], scope)


API = (
    Row("GET", "/healthz", EVERYONE),
    Row("GET", "/readyz", EVERYONE),
    _by_token("GET", "/metrics", "metrics:read"),
    Row("GET", "/api/v1/openapi.json", EVERYONE),
    _by_token("POST", "/api/v1/posts", "posts:write"),
    _by_token("POST", "/api/v1/transfers", "transfers:write"),
    _by_token("POST", "/api/v1/scan", "posts:scan"),
    _by_token("POST", "/api/v1/screen", "addresses:screen"),
    _by_token("GET", "/api/v1/alerts", "alerts:read"),
    _by_token("GET", "/api/v1/alerts/{alert_id}", "alerts:read"),
    _by_token("GET", "/api/v1/alerts/{alert_id}/decisions", "alerts:read"),
    Row("GET", "/api/v1/scoreboard", EVERYONE),
    _by_token("GET", "/api/v1/cases", "cases:read"),
    _by_token("GET", "/api/v1/cases/{case_id}", "cases:read"),
    _by_token("GET", "/api/v1/requests", "requests:read"),
    _by_token("POST", "/api/v1/requests", "requests:write"),
    _by_token("GET", "/api/v1/requests/{request_id}", "requests:read"),
    _by_token("GET", "/api/v1/requests/{request_id}/clocks", "requests:read"),
    _by_token("GET", "/api/v1/requests/{request_id}/holds", "holds:read"),
    _by_token("GET", "/api/v1/requests/{request_id}/packages", "requests:read"),
    _by_token("GET", "/api/v1/holds", "holds:read"),
    Row("GET", "/api/v1/log/checkpoint", EVERYONE),
    Row("GET", "/api/v1/log/growth", EVERYONE),
    _by_token("GET", "/api/v1/log/entries", "log:read"),
    _by_token("GET", "/api/v1/log/entries/{index}/proof", "log:read"),
    _by_token("GET", "/api/v1/webhooks", "webhooks:read"),
)

MATRIX = (*IDENTITY, *PUBLIC, *CONSOLE_PAGES, *PORTAL, *API)


def row_of(method: str, path: str) -> Row | None:
    """The row of one route, or None: then nobody may."""
    return _index().get(("GET" if method == "HEAD" else method, path))


@cache
def _index() -> dict[tuple[str, str], Row]:
    return {(method, row.path): row for row in MATRIX for method in row.methods.split()}
