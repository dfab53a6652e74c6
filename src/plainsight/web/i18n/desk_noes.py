"""What the rules of the response desk, of cases and of reports say no with, by its form.

A place in braces is said in the reader's language where it is one of ours: a step, a standing, a
role, a duty, a circumstance; a name stays as it was written (see `Speech.kept`).
"""

# Where something stands that lets a step not be taken.
STANDINGS = (
    "{command} is not possible while production is {production}; nothing changed",
    "{command} is not possible while authenticity is {authenticity}; nothing changed",
    "{command} is not possible while holding is {holding}; nothing changed",
    "{command} is not possible while notice is {notice}; nothing changed",
    "{command} is not possible while cross_border is {cross_border}; nothing changed",
    "{act} is not possible while case is {case}; nothing changed",
    "{act} is not possible while report is {report}; nothing changed",
    "{act} is not possible while restriction is {force}; nothing changed",
    "{act} is not possible while appeal is {appeal}; nothing changed",
    "{act} is not possible while candidate is {term}; nothing changed",
)

# Whose step it is, and who may not take two.
WHOSE = (
    "{command} is for {roles}, not for {role}",
    "{act} is for {roles}; ask one of them",
    "working on {reference} is for its members; ask one of them",
    "{duty} and {duty_done} must be different people, and {who} did the {again}; ask a colleague",
    "{duty} and {duty_done} must be different people; ask a colleague",
)

# A circumstance that does not hold, and what to do about it (respond/lifecycle.py, hold_terms.py).
UNMET = (
    "{command} ({number}) {guard}",
    "needs {circumstance}, which does not hold; see spec/legal-request.md",
    "needs an earlier one of the same officer and matter with the same document, neither "
    "refused, withdrawn nor suspected, that asks for as much; else go on with it",
    "comes once: a second person confirmed this suspicion already",
    "needs somebody else than who noted the contradiction",
    "needs a reason in words: whom you called, and what they said",
    "needs that notice is settled: tell the user (requests tell-user), or let counsel waive "
    "it with reasons (requests waive-notice)",
    "needs an officer of the agency with the key it was sealed to; where that key was "
    "changed or withdrawn since, refuse it and let the officer send it again",
    "needs a second approver, of another department than the first",
    "comes once a disclosure is approved and notice is due (requests notice says when); "
    "until then the user is not told anyway",
    "needs the objection as it was received: holds object --letter FILE",
    "comes before it was fetched or handed over: what left is disclosed",
    "takes back what counsel waived; here the instrument gives the user no notice, or leaves "
    "it to the issuer",
    "was proposed already and waits for counsel or the protection officer",
    "is relied on: {cited} the hold and is not done",
    "the agency is not silent: {cited} the hold and is not done",
    "not before {day}",
    "there is no hold",
    "the obligation runs until {day}",
    "the production it serves is not done",
    "promised until {day}",
    "never silently: asked {asked} of {times} times, over {days} of {least} days",
    "the period has ended, and no objection keeps what shall cease",
    "the instrument allows {times}, and that was taken; from {day} on the agency is asked "
    "whether its case is open, and a hold under review is kept: holds keep",
    "it runs until {end}; an extension is noted from {day} on",
    "needs the renewal as it was received: holds extend --letter FILE",
    "would reach beyond {days} days from its placing, of which the law does not speak; keep "
    "it under review instead: holds keep",
    "would reach beyond {days} days from its placing, of which the law does not speak; "
    "counsel confirms that first: holds confirm-keeping",
    "{name} came before, with this legal request or another; what keeps a hold is a letter "
    "of its own",
    "waits: another legal request of the same requester, or of the officer whom the package "
    "is sealed to, stands under suspected fraud; counsel says why this one is genuine with "
    "`plainsight requests lift-freeze`",
    "waits: nobody judged the key of {officer}, and it was enrolled less than 72 hours ago; "
    "package it for whoever asked and was judged, or then",
    "grants nothing: no data is asked for; refuse it with INCOMPLETE, or ask back",
    "grants nothing: {reason_says}; refuse it with {code}",
    "{reference} is over; send the document with a new legal request",
    "needs that all of it is settled: {rest}",
)

# A field of a form that cannot be taken as it is.
UNFIT = (
    "words is {value}: say what is meant; it is kept with the legal request",
    "words is {value}: at most {most}",
    "department is {value}: name yours: two approvers are of different ones",
    "recipient_key is {value}: this is the officer's key already",
    "officer is {value}: enrol this officer first",
    "reason is {value}: choose a reason code",
    "confirmed is {value}: choose a condition of the instrument",
    "grant_scope: tick it: approvals, copy and quality check are made again; nothing changed",
    "before counsel: {why}; nothing changed",
    "who asks is not verified; gates G1 to G4 must stand open, `requests verify` says why",
    "documents is {value}: choose the file that you send",
    "identifiers is {value}: name at least one account",
    "identifiers is {value}: a display name identifies nobody: give the platform id, a phone "
    "number with its country code, an e-mail address or a wallet address",
    "identifiers is {value}: no possible phone number; check its digits and country code",
    "officer {officer} was withdrawn; seal it to an enrolled colleague, or change the "
    "officer's key after a call",
    "officer {officer} stands under suspected fraud in another legal request; seal it to an "
    "enrolled colleague, such as whoever asked",
    "scope token {token} ended at {until}; have the scope granted again",
    "scope token {token} {why}; have the scope granted again",
    "title is {value}: 1 to {most} characters",
    "kind is {value}: choose what it is",
    "into is {value}: name another case",
    "item is {value}: name at least one thing to take out, as kind:id",
    "items is {value}: name things that the case holds",
    "why is {value}: the reason, in 1 to {most} characters",
    "reason is {value}: say why this person needs to know",
    "answer is {value}: choose the file that the authority sent back",
    "form is {value}: choose which report",
    "occasion is {value}: choose the occasion",
    "prior_report_id is {value}: name the report that a {kind} one follows",
    "case is {value}: add the alerts that the report is about",
    "note is {value}: at most {most}",
    "text is {value}: at most {most}",
    "until is {value}: later than now, within {span}",
    "query is {value}: write a word, a number, or two Chinese characters",
    "no {thing} {identifier} in these records; list them first",
    "officer_id is {value}: withdrawn already",
    "officer {officer} is enrolled for {agency}, the instrument is of {expected}; enrol an "
    "officer of that agency",
    "officer_id is {value}: give the officer an id",
    "vouched_by is {value}: name the agency's administrator who vouches",
    "country is {value}: two letters, as in US",
    "issuing_authority.country is {value}: two letters, as in US",
    "email_domain is {value}: a domain, as in doj.example.gov",
    "call_back_number is {value}: a whole number, as in +1 603 555 0100",
    "email is {value}: the agency's mail domain is {domain}",
    "sponsor_email is {value}: use one at {domain}",
    "{field} is {value}: write it as an independent directory has it",
    "officer {officer} is not the one this package is sealed to; {other} fetches it; no "
    "other key opens it",
    "officer {officer} was withdrawn; call the response desk",
    "fiu is {value}: a goAML report goes to one FIU, and no other form does",
    "term is {value}: it was proposed for this sense before",
    "term is {value}: a term that is not empty",
    "named is {value}: a case or an alert with a suspicion that is unreported",
    "ref is {value}: name the {thing}",
    "document is {value}: build the document before proposing it",
    "{field} is {value}: must not be empty",
    "{field} is {value}: at most {most}",
    "requester.email is {value}: write it as officer@agency.example",
    "identifiers is {value}: at most {most}; ask in parts",
    "identifiers is {value}: name each account once",
    "data_classes is {value}: name each class once",
    "range_to is {value}: must not lie before range_from",
    "emergency is {value}: an emergency needs person, harm, data and why now",
    "offence_years_max is {value}: years, 0 when unknown",
    "{field} is {value}: write a date such as 2026-02-28; it stays a date",
    "ends_at is {value}: a shift ends after it starts",
    "reason is {value}: choose one at least",
    "outcome is {value}: choose what the alert turned out to be",
    "outcome is {value}: choose the known answer",
    "stage is {value}: choose how far the version is to go",
    "document {name}: is one of more than {most}, and none was taken; put several into one file",
    "{thing} is not set up here: {mend}",
    "by is {value}: a token is confirmed by an administrator who did not issue it",
    "name is {value}: write a name of at most {most} characters",
    "email is {value}: write an address such as ana@platform.example",
    "roles is {value}: give at least one role of a person",
    "roles is {value}: an administrator has no other role: sees no case",
    "name is {value}: name the machine in at most {most} characters",
    "valid_days is {value}: between 1 and {most}",
    "scopes is {value}: one or more of {known}",
    "tags is {value}: one or more of {known}",
    "url is {value}: at most {most}",
    "person_id is {value}: may sign in no more already",
)

DESK_NOES = STANDINGS + WHOSE + UNMET + UNFIT
