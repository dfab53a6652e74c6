"""Sentences that the records keep in English, and the reader reads in their own language.

A record keeps what was said when it was judged. These forms are told apart again and said in the
reader's language; what has none of these forms, and every name in it, stays as it was written.
What the rules of reviewing say no with is English in every door, and said by its form here too.
"""

import re
from functools import cache

from plainsight.web.i18n.desk_noes import DESK_NOES

# Gates G1-G4 and their contradictions (respond/gates.py); the catalogues have each as a text.
FORMS = (
    "the officer is not enrolled",
    "the officer is enrolled for another agency",
    "the session was not opened with the officer's passkey",
    "enrolled {days} days ago, passkey used",
    "newly enrolled, the agency's administrator co-signed live",
    "enrolled less than 72 hours ago and nobody of the agency co-signed",
    "nobody called the agency back yet",
    "the number dialled is not the one in the independent directory",
    "the call names no supervisor",
    "the call reached the requester, not a supervisor",
    "the agency did not confirm the legal request",
    "{name} confirmed it on the agency's published number",
    "the agency is not in the registry",
    "{domain} is not the agency's mail domain",
    "{domain} is on the list of compromised domains",
    "SPF, DKIM and DMARC do not all pass",
    "{domain} is the registered agency's and authenticates",
    "{domain} is the registered agency's; it came by the portal, not by mail",
    "no investigation reference",
    "a reference is given; no emergency is claimed",
    "an emergency without a narrative",
    "the narrative does not say: {parts}",
    "person, harm, data and why minutes matter are told",
    "the agency says that it sent nothing, or has no such officer",
    "the document is forged",
    "the officer's enrolment names another agency than the legal request",
)

# Why part of a legal request is not answered, and what would answer it (respond/entitlement.py).
REFUSALS = (
    "{title}: keeps records and discloses nothing",
    "send a production instrument that cites the hold",
    "no disclosure without a reference to a specific investigation",
    "send the agency's matter number",
    "it is signed on {day}, a day that has not come anywhere",
    "send it with the day on which it was signed",
    "{issuer} cannot issue: {title}",
    "an authority of {country} cannot issue: {title}",
    "ask through a treaty",
    "held by another legal entity, whose systems we do not query",
    "mutual legal assistance; see gap_certificate.json",
    "{title} does not reach {data}",
    "a court order or warrant that reaches it",
    "{data} needs {conditions}, which is not shown",
    "more than {count} accounts in one instrument",
    "ask for the accounts that the investigation is about, in parts",
    "data that does not exist yet cannot be produced",
    "the range is narrowed to its last {days} days",
    "ask for the earlier range with what makes it necessary",
)


# What is refused on the pages of alerts, narratives and roll-outs (casework, app/casework).
NOES = (
    "reason is '': choose one at least",
    "decide: the alert is at version {newest}, and you read {version}; look at it again; "
    "nothing changed",
    "{alert} is another person's until it is assigned anew; take another one",
    "{alert} is another person's until {until}; take another one",
    "{review_act} needs {alert} in your hands; take it first",
    "{review_act} is not possible while review is {stand}; nothing changed",
    "revise: it was reworded since you read it; read it again; nothing changed",
    "second look and first look must be different people; ask a colleague",
    "decision and earlier decision must be different people; ask a colleague",
    "decision of an appeal and first decision must be different people; ask a colleague",
    "approval and proposal must be different people; ask a colleague",
    "alerts in one person's hands: {count} of {most}; finish or hand back some first",
    "decisions of one person in 24 hours: {count} of {most}; finish or hand back some first",
    "propose full: no scan has judged a post by version {version} of {typology} yet; roll it out "
    "in shadow or for a share first; nothing changed",
    "propose: {step} proposes the same, and waits; nothing changed",
    "propose: {step} says the same, and is in force; nothing changed",
    "approve: a later step was agreed on since; refuse this one; nothing changed",
    "answer is not possible while rollout is {rollout}; nothing changed",
    "permille is {value}: a whole number from 1 to 1000",
    "no roll-out of typology {typology} in these records; list them first",
    "a newer version of {typology} is to be rolled out, and no proposed policy folder is named; "
    "name the folder of the proposed policy, or propose to stop the roll-out",
    "measure is {value}: choose one of the list",
    "subject is '': name the post or group that the measure is about",
    "reason_ids is {value}: a reason, and the alert or case behind it",
    "alert_id is {alert}: it is undecided; a measure needs an alert decided confirmed or "
    "suspicious",
    "alert_id is {alert}: it is {outcome}; a measure needs an alert decided confirmed or "
    "suspicious",
    "account_id is {account}: an account that the alert is about",
    "account_id is {account}: an account that the case or its alerts hold",
    "account_id is {account}: the account that the restriction is about",
    "case_id is {case}: a case that is open",
    "a NUL character in the address; leave it out",
    "see the server's log",
    "policy {typology} version {version} was kept with digest {digest} and now has {other}; give "
    "the changed file a new version",
)


def form_of(sentence: str) -> tuple[str, dict[str, str]] | None:
    """The form of a kept sentence and what fills it; None for any other sentence."""
    for form, pattern in _patterns():
        if (match := pattern.fullmatch(sentence)) is not None:
            return form, match.groupdict()
    return None


# Places that a form which begins with them would else find in any sentence.
_PLACE = re.compile(r"\\{(\w+)\\}")
_NARROW = {"command": "[a-z_]+", "field": "[a-z_.]+", "number": "[A-Z][0-9]+[a-z]?"}


def _opens(form: str) -> bool:
    """A form that begins with a name fits many sentences: those that begin with words go first."""
    return form.startswith("{")


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (form, re.compile(_PLACE.sub(_group, re.escape(form)), re.DOTALL))
        for form in sorted(FORMS + REFUSALS + NOES + DESK_NOES, key=_opens)
    )


def _group(place: re.Match[str]) -> str:
    return f"(?P<{place[1]}>{_NARROW.get(place[1], '.+')})"
