"""Reason codes: every no, and every part not produced, has one (superset of EPOC Annex III, D)."""

from enum import StrEnum


class Reason(StrEnum):
    """Why something was not produced, or a legal request was refused."""

    INCOMPLETE = "INCOMPLETE"
    MANIFEST_ERROR = "MANIFEST_ERROR"
    INSUFFICIENT_TO_IDENTIFY = "INSUFFICIENT_TO_IDENTIFY"
    NOT_OUR_ENTITY = "NOT_OUR_ENTITY"
    NOT_HELD_NEVER = "NOT_HELD_NEVER"
    NOT_HELD_EXPIRED = "NOT_HELD_EXPIRED"
    TECHNICALLY_IMPOSSIBLE = "TECHNICALLY_IMPOSSIBLE"
    ISSUER_NOT_COMPETENT = "ISSUER_NOT_COMPETENT"
    OFFENCE_NOT_COVERED = "OFFENCE_NOT_COVERED"
    SERVICE_NOT_COVERED = "SERVICE_NOT_COVERED"
    PRIVILEGE_OR_PRESS = "PRIVILEGE_OR_PRESS"
    THIRD_COUNTRY_CONFLICT = "THIRD_COUNTRY_CONFLICT"
    PROCESS_LEVEL_INSUFFICIENT = "PROCESS_LEVEL_INSUFFICIENT"
    OVERBROAD = "OVERBROAD"
    NO_CASE_REF = "NO_CASE_REF"
    AUTHENTICITY_NOT_ESTABLISHED = "AUTHENTICITY_NOT_ESTABLISHED"
    EMERGENCY_TEST_NOT_MET = "EMERGENCY_TEST_NOT_MET"
    RIGHTS_RISK = "RIGHTS_RISK"
    DUPLICATE = "DUPLICATE"
    WITHDRAWN = "WITHDRAWN"


MEANINGS: dict[Reason, str] = {
    Reason.INCOMPLETE: "a field that the instrument needs is missing",
    Reason.MANIFEST_ERROR: "the legal request contradicts itself",
    Reason.INSUFFICIENT_TO_IDENTIFY: "no account answers to this identifier",
    Reason.NOT_OUR_ENTITY: "another legal entity holds this data",
    Reason.NOT_HELD_NEVER: "we never held this",
    Reason.NOT_HELD_EXPIRED: "retention ended before the request arrived",
    Reason.TECHNICALLY_IMPOSSIBLE: "the data exists in no form that can be produced",
    Reason.ISSUER_NOT_COMPETENT: "this authority cannot issue this instrument",
    Reason.OFFENCE_NOT_COVERED: "the instrument does not reach this offence",
    Reason.SERVICE_NOT_COVERED: "the instrument does not reach this service",
    Reason.PRIVILEGE_OR_PRESS: "privileged or press material",
    Reason.THIRD_COUNTRY_CONFLICT: "another country's law forbids it; its particulars are attached",
    Reason.PROCESS_LEVEL_INSUFFICIENT: "this instrument does not entitle to this class of data",
    Reason.OVERBROAD: "wider than the instrument or the policy allows",
    Reason.NO_CASE_REF: "no investigation reference",
    Reason.AUTHENTICITY_NOT_ESTABLISHED: "we could not establish who asks",
    Reason.EMERGENCY_TEST_NOT_MET: "no danger of death or serious physical injury is shown",
    Reason.RIGHTS_RISK: "answering would endanger fundamental rights",
    Reason.DUPLICATE: "the same document was received before",
    Reason.WITHDRAWN: "the issuer withdrew it",
}
