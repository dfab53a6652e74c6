"""What the transparency report counts, and which of its counts are parts of which others."""

from plainsight.oversight.suppression import Relation

COLUMNS = (
    "requests",
    "emergencies",
    "identifiers",
    "non_disclosure_orders",
    "duplicates",
    "unverified",
    "fraud_attempts",
    "answered",
    "answered_in_time",
    "breached",
    "productions",
    "nil_answers",
    "narrowed",
    "refused",
    "refused_unverified",
    "withdrawn",
    "routed_elsewhere",
    "accounts_preserved",
    "preservations_without_process",
    "gap_productions",
    "gap_transfers",
    "gap_counterparties",
    "gap_identified",
    "gap_informed",
    "gap_mla_known",
    "gap_answered",
    "gap_open",
)
MEDIANS = ("hours_to_pick_up", "hours_to_answer", "days_to_mla_answer", "days_gap_open")
# What each median is of; a receipt leaves at once, so that all requests stand behind the first.
BEHIND = {
    "hours_to_pick_up": "requests",
    "hours_to_answer": "answered",
    "days_to_mla_answer": "gap_answered",
    "days_gap_open": "gap_open",
}
_OF_REQUESTS = (  # at most once for each legal request
    "emergencies",
    "non_disclosure_orders",
    "duplicates",
    "unverified",
    "refused_unverified",
    "gap_productions",
    "gap_open",
)
RELATIONS = (
    Relation(
        whole="answered",
        parts=("productions", "nil_answers", "refused", "routed_elsewhere"),
        at_least=True,
    ),
    Relation(whole="answered", parts=("answered_in_time", "breached"), at_least=True),
    Relation(whole="answered", parts=("answered_in_time",)),
    Relation(whole="requests", parts=("answered", "withdrawn"), at_least=True),
    *(Relation(whole="requests", parts=(name,)) for name in _OF_REQUESTS),
    Relation(whole="identifiers", parts=("requests",)),
    Relation(whole="refused", parts=("refused_unverified",)),
    Relation(whole="unverified", parts=("refused_unverified",)),
    Relation(whole="productions", parts=("gap_productions",)),
    Relation(whole="accounts_preserved", parts=("preservations_without_process",)),
    Relation(whole="gap_counterparties", parts=("gap_identified",)),
    Relation(whole="gap_counterparties", parts=("gap_productions",)),
)
