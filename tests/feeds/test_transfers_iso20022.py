"""Payment messages become transfers: pain.001, pacs.008 and camt.053 of any version."""

from io import BytesIO

import pytest

from plainsight.errors import BadRecord
from plainsight.feeds.transfers.iso20022 import read_messages

PAIN = """<?xml version="1.0"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.{version}"><CstmrCdtTrfInitn>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-01-30T10:00:00</CreDtTm></GrpHdr>
<PmtInf><PmtInfId>P</PmtInfId>{date}
<Dbtr><Nm>Somebody</Nm></Dbtr><DbtrAcct><Id><IBAN>DE75512108001245126199</IBAN></Id></DbtrAcct>
<DbtrAgt><FinInstnId><BICFI>SOGEDEFFXXX</BICFI></FinInstnId></DbtrAgt>
<CdtTrfTxInf><PmtId><EndToEndId>E1</EndToEndId></PmtId>
<Amt><InstdAmt Ccy="EUR">10.50</InstdAmt></Amt>
<CdtrAcct><Id><Othr><Id>778</Id></Othr></Id></CdtrAcct><Purp><Cd>STDY</Cd></Purp></CdtTrfTxInf>
<CdtTrfTxInf><PmtId><EndToEndId>E2</EndToEndId><UETR>u-2</UETR></PmtId>
<Amt><InstdAmt Ccy="EUR">1</InstdAmt></Amt>
<CdtrAgt><FinInstnId><BICFI>HSBCHKHH</BICFI></FinInstnId></CdtrAgt>
<CdtrAcct><Id><IBAN>GB33BUKB20201555555555</IBAN></Id></CdtrAcct></CdtTrfTxInf>
</PmtInf></CstmrCdtTrfInitn></Document>"""

PACS = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"><FIToFICstmrCdtTrf>
<GrpHdr><MsgId>M9</MsgId><CreDtTm>2026-01-30T10:00:00Z</CreDtTm></GrpHdr>
<CdtTrfTxInf><PmtId><EndToEndId>E</EndToEndId><TxId>T7</TxId></PmtId>
<IntrBkSttlmAmt Ccy="CNY">710.00</IntrBkSttlmAmt><IntrBkSttlmDt>2026-01-31</IntrBkSttlmDt>
<InstdAmt Ccy="USD">100.00</InstdAmt>
<DbtrAcct><Id><Othr><Id>US-1</Id></Othr></Id></DbtrAcct>
<DbtrAgt><FinInstnId><BICFI>CITIUS33</BICFI></FinInstnId></DbtrAgt>
<CdtrAgt><FinInstnId><PstlAdr><Ctry>CN</Ctry></PstlAdr></FinInstnId></CdtrAgt>
<CdtrAcct><Id><Othr><Id>CN-1</Id></Othr></Id></CdtrAcct></CdtTrfTxInf>
</FIToFICstmrCdtTrf></Document>"""

CAMT = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>
<Acct><Id><IBAN>DE11</IBAN></Id></Acct>
<Ntry><Amt Ccy="EUR">30</Amt><CdtDbtInd>DBIT</CdtDbtInd><BookgDt><Dt>2026-02-01</Dt></BookgDt>
<AcctSvcrRef>B1</AcctSvcrRef><NtryDtls>
<TxDtls><AmtDtls><TxAmt><Amt Ccy="EUR">10</Amt></TxAmt></AmtDtls>
<RltdPties><CdtrAcct><Id><IBAN>FR22</IBAN></Id></CdtrAcct></RltdPties></TxDtls>
<TxDtls><Refs><TxId>X9</TxId></Refs><AmtDtls><TxAmt><Amt Ccy="EUR">20</Amt></TxAmt></AmtDtls>
<RltdPties><CdtrAcct><Id><IBAN>FR33</IBAN></Id></CdtrAcct></RltdPties></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">5</Amt><CdtDbtInd>CRDT</CdtDbtInd><BookgDt><DtTm>2026-02-02T09:00:00Z</DtTm>
</BookgDt><AcctSvcrRef>B2</AcctSvcrRef><NtryDtls><TxDtls>
<RltdPties><DbtrAcct><Id><IBAN>IT44</IBAN></Id></DbtrAcct></RltdPties></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">1</Amt><CdtDbtInd>DBIT</CdtDbtInd><BookgDt><Dt>2026-02-03</Dt></BookgDt>
<NtryRef>FEE</NtryRef></Ntry>
</Stmt></BkToCstmrStmt></Document>"""


def read(text: str) -> list[dict[str, str | None]]:
    return list(read_messages(BytesIO(text.encode()), name="m.xml"))


@pytest.mark.parametrize(
    ("version", "date"),
    [
        ("03", "<ReqdExctnDt>2026-01-31</ReqdExctnDt>"),
        ("09", "<ReqdExctnDt><Dt>2026-01-31</Dt></ReqdExctnDt>"),
    ],
)
def test_an_instruction_takes_debtor_and_date_from_its_batch(version: str, date: str) -> None:
    first, second = read(PAIN.format(version=version, date=date))
    assert first["payment_id"] == "M1/E1"
    assert second["payment_id"] == "u-2"
    assert first["debtor_account"] == second["debtor_account"] == "DE75512108001245126199"
    assert first["creditor_account"] == "778"
    assert (first["amount"], first["currency"], first["purpose"]) == ("10.50", "EUR", "STDY")
    assert (first["at"], first["channel"]) == ("2026-01-31", "instructed")
    assert (second["debtor_country"], second["creditor_country"]) == ("DE", "HK")


def test_a_settlement_keeps_what_was_paid_and_what_arrived() -> None:
    (row,) = read(PACS)
    assert (row["amount"], row["currency"]) == ("100.00", "USD")
    assert (row["received_amount"], row["received_currency"]) == ("710.00", "CNY")
    assert (row["debtor_country"], row["creditor_country"]) == ("US", "CN")
    assert (row["payment_id"], row["at"]) == ("M9/T7", "2026-01-31")


def test_a_statement_entry_gives_one_row_per_transaction_in_its_direction() -> None:
    rows = read(CAMT)
    ends = [(row["debtor_account"], row["creditor_account"], row["amount"]) for row in rows]
    assert ends == [
        ("DE11", "FR22", "10"),
        ("DE11", "FR33", "20"),
        ("IT44", "DE11", "5"),
        ("DE11", None, "1"),  # no counterparty: the mapping quarantines it
    ]
    assert [row["payment_id"] for row in rows] == ["B1/1", "X9", "B2", "FEE"]


@pytest.mark.parametrize("text", ["<a/>", "<Document><Other/></Document>", "not xml", ""])
def test_what_is_no_payment_message_is_refused_by_name(text: str) -> None:
    with pytest.raises(BadRecord, match=r"m\.xml"):
        read(text)


def test_an_entity_is_never_resolved(tmp_path: object) -> None:
    secret = '<!DOCTYPE D [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    text = PACS.replace("<Document", secret + "<Document", 1).replace("CN-1", "&x;")
    assert all("root" not in (value or "") for row in read(text) for value in row.values())


def test_memory_follows_one_transfer_not_the_message() -> None:
    one = PACS[PACS.index("<CdtTrfTxInf>") : PACS.index("</FIToFICstmrCdtTrf>")]
    rows = read_messages(BytesIO(PACS.replace(one, one * 300).encode()), name="m.xml")
    assert sum(1 for _ in rows) == 300
