"""The texts of a package that people read: letter, dictionary, certificate, how to verify."""

from collections.abc import Callable, Iterable, Mapping

from plainsight.respond.data_class import FIELD_NAMES
from plainsight.respond.entitlement import NotProduced
from plainsight.respond.reason import MEANINGS


def cover_letter(
    *, reference: str, agency: str, agency_reference: str, instrument: str, fingerprint: str
) -> str:
    """What a prosecutor reads first."""
    return (
        f"Our reference       {reference}\n"
        f"Agency              {agency}\n"
        f"Your reference      {agency_reference}\n"
        f"Instrument          {instrument}\n"
        f"Key fingerprint     {fingerprint}\n\n"
        "This package answers the legal request above. An account is not a person: nothing here\n"
        "says who used it. What was asked and not produced stands in not_produced.json with a\n"
        "reason for each part. Verify it with VERIFY.txt and a key obtained elsewhere.\n"
    )


def field_dictionary(names: Iterable[str]) -> str:
    """Meaning and unit of every field produced."""
    rows = [
        f"| `{name}` | {FIELD_NAMES[name].data_class.value} | {FIELD_NAMES[name].meaning} | "
        f"{FIELD_NAMES[name].unit or '-'} |"
        for name in sorted(set(names))
    ]
    head = "# Field dictionary\n\nAll times are UTC.\n\n| field | class | meaning | unit |\n"
    return head + "|---|---|---|---|\n" + "\n".join(rows) + "\n"


def not_produced_json(parts: Iterable[NotProduced]) -> list[dict[str, str]]:
    """What was asked and not given; an empty list says that all was given."""
    return [
        {
            "what": part.what,
            "reason": part.reason.value,
            "meaning": MEANINGS[part.reason],
            "says": part.says,
            "route": part.route,
        }
        for part in parts
    ]


def certificate(
    *, reference: str, records_digest: str, line_count: int, custodian: str, is_foreign: bool
) -> str:
    """Declaration of a qualified person: FRE 902(11), (13), (14); 18 U.S.C. 3505 when foreign.

    Not conclusory: it says how the records are made, copied and hashed (Committee note of 2017).
    """
    law = (
        "18 U.S.C. 3505 and Federal Rules of Evidence 902(13) and (14)"
        if is_foreign
        else "Federal Rules of Evidence 902(11), (13) and (14); 28 U.S.C. 1746"
    )
    return (
        f"Certificate of records of a regularly conducted activity ({law})\n"
        f"Reference {reference}\n\n"
        f"I, {custodian}, am a custodian of these records and qualified by my duties to say:\n\n"
        "1. The records were made at or near the time of what they tell, by the systems of the\n"
        "   service in the course of its regular activity, as a regular practice.\n"
        "2. They were copied by an extractor that runs fixed queries within a signed scope, which\n"
        "   no person can widen. It wrote each field as one canonical line (RFC 8785).\n"
        f"3. The extractor hashed the {line_count} lines at the source with SHA-256:\n"
        f"   {records_digest}\n"
        "   The same hash stands in the audit log, whose inclusion proof is in inclusion.json.\n"
        "4. An account is not a person. Names, phones and addresses are as users gave them and\n"
        "   were not checked, unless the field dictionary says so.\n\n"
        "I declare under penalty of perjury that this is true and correct.\n\n"
        "Signature ______________________   Date ______________\n"
    )


def how_to_verify(fingerprint: str, *, signed: str) -> str:
    """VERIFY.txt: public tools only."""
    return (
        "Verify this package without us. You need OpenSSL 3.0 or later, sha256sum and Python 3.7\n"
        "or later. `openssl version` on a Mac says LibreSSL: that one cannot check step 2.\n\n"
        "1. Get platform.pub from two places that are not this package, and compare\n"
        "   openssl pkey -pubin -in ../platform.pub -outform DER | sha256sum\n"
        f"   with {fingerprint}\n"
        "   printed in the letter you got on paper. NEVER use the copy in here: keep yours, and\n"
        "   tsa_root.pem, in the folder above this one, where no package can write over it.\n"
        "2. openssl pkeyutl -verify -pubin -inkey ../platform.pub -rawin \\\n"
        f"     -in bag/{signed} -sigfile tagmanifest.sig\n"
        f"3. openssl ts -verify -data bag/{signed} -in tagmanifest.tsr -CAfile ../tsa_root.pem\n"
        f"4. cd bag && sha256sum -c {signed} && sha256sum -c manifest-sha256.txt && cd ..\n"
        "5. Steps 2 to 4, planted files, and the log's inclusion proofs in one go:\n"
        "   python3 verify_package.py . --key ../platform.pub --tsa ../tsa_root.pem\n"
        "   (read the script first, or take it from a place you trust; --openssl /path/to/openssl\n"
        "   names one that is not first in PATH)\n"
        "   The key changes at times. If step 1 gives another fingerprint and step 2 fails with a\n"
        "   platform.pub that you got before, the script follows the change in rotations.jsonl,\n"
        "   which that older key signed, and prints it.\n\n"
        "What the script says, and its exit code:\n"
        "   VERIFIED      0   all that was asked was checked, and it fits\n"
        "   NOT VERIFIED  1   something does not fit, and a line says what\n"
        "   NOT CHECKED   2   a tool, a key or a file was missing: no verdict on the package\n"
    )


def spreadsheet(lines: Iterable[Mapping[str, object]], *, write: Callable[[object], str]) -> str:
    """The same records for people: CSV (RFC 4180), no cell that a spreadsheet would execute."""
    rows = ["account,field,value,as_of,source,row"]
    for line in lines:
        value = line["value"]
        cells = (
            line["account"],
            line["field"],
            value if isinstance(value, str) else write(value),
            line["as_of"],
            line["source"],
            line["row"],
        )
        rows.append(",".join(_cell(str(cell)) for cell in cells))
    return "\r\n".join(rows) + "\r\n"


def _cell(text: str) -> str:
    if text[:1] in ("=", "+", "-", "@", "\t", "\r"):
        text = f"'{text}"
    if any(mark in text for mark in '",\r\n'):
        text = '"' + text.replace('"', '""') + '"'
    return text
