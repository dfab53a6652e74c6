"""A made-up case of a currency broker, for the demo and the tests. Nobody in it exists.

A broker offers dollars against renminbi in an open group. Dollars reach him from three couriers;
the same values arrive in renminbi at his clients' accounts within hours: mirror transfers. Part of
it goes on as tokens to a wallet.
"""

from datetime import UTC, date, datetime, timedelta

from plainsight.casework.report.evidence import (
    FindingEvidence,
    MirrorEvidence,
    PostEvidence,
    TransferEvidence,
    WalletEvidence,
)
from plainsight.casework.report.facts import ReportFacts
from plainsight.casework.report.party import Address, Subject
from plainsight.model.asset import Asset, fiat
from plainsight.model.money import Money

CASE_ID = "CASE-2026-000017"
FIRST_AT = datetime(2026, 2, 2, 9, 30, tzinfo=UTC)
DETECTED_AT = datetime(2026, 2, 20, 8, 0, tzinfo=UTC)
DOLLAR, RENMINBI = fiat("USD"), fiat("CNY")
TETHER = Asset(code="tron:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", decimals=6, symbol="USDT")
WALLET = "TQ5WvLzaHCzYfu5xHwFNqBLLCUCtoFqQ5x"
_SPREADS = (12, 15, 11, 14)  # permille of the day's rate
_DOLLARS = (9_800_00, 9_600_00, 14_500_00, 8_900_00)


def demo_facts() -> ReportFacts:
    """The whole case."""
    transfers, mirrors = _mirrors()
    token = TransferEvidence(
        transfer_id="t-201",
        source="wx-broker-88",
        target=WALLET,
        money=Money(units=20_000_000_000, asset=TETHER),
        value=Money(units=20_000_00, asset=DOLLAR),
        at=FIRST_AT + timedelta(days=9, hours=3),
        channel="chain",
        network="tron",
        is_counted=False,
    )
    return ReportFacts(
        case_id=CASE_ID,
        detected_at=DETECTED_AT,
        subject_known_at=DETECTED_AT,
        subjects=_subjects(),
        posts=_posts(),
        findings=_findings(tuple(t.ground_id for t in transfers)),
        transfers=(*transfers, token),
        mirrors=mirrors,
        wallets=(
            WalletEvidence(
                address=WALLET,
                network="tron",
                says="named by its owner in a public post as his own",
            ),
        ),
    )


def _subjects() -> tuple[Subject, ...]:
    return (
        Subject(
            subject_id="s-1",
            account_ids=("wx-broker-88",),
            family_name="Example",
            given_name="Wei",
            aliases=("老魏换汇",),
            birth_date=date(1988, 4, 12),
            identity_number="EX-1988-0412",
            occupation="trader",
            address=Address(
                street="88 Example Avenue",
                city="Flushing",
                state="NY",
                postcode="11354",
                country="US",
            ),
            phones=("9175550188",),
            role="broker",
        ),
        Subject(
            subject_id="s-2",
            account_ids=("wx-courier-1", "wx-courier-2", "wx-courier-3"),
            role="courier",
        ),
    )


def _posts() -> tuple[PostEvidence, ...]:
    said = (
        ("p-1001", "私人换汇，美金换人民币，额度不限，当面交易，加微信 laowei88"),
        ("p-1044", "USD cash for RMB, best rate in Flushing, no limit, meet in person"),
        ("p-1102", f"接现金，日结，U 打这里 {WALLET}"),
    )
    return tuple(
        PostEvidence(
            post_id=post_id,
            surface="纽约华人互助群",
            account_id="wx-broker-88",
            posted_at=FIRST_AT + timedelta(days=3 * place, minutes=14 * place),
            text=text,
        )
        for place, (post_id, text) in enumerate(said)
    )


def _mirrors() -> tuple[tuple[TransferEvidence, ...], tuple[MirrorEvidence, ...]]:
    transfers: list[TransferEvidence] = []
    mirrors: list[MirrorEvidence] = []
    for place, (units, spread) in enumerate(zip(_DOLLARS, _SPREADS, strict=True), start=1):
        at = FIRST_AT + timedelta(days=2 * place, hours=place)
        lag = timedelta(minutes=90 + 35 * place)
        renminbi = Money(units=units * 72 * (1000 - spread) // 10_000, asset=RENMINBI)
        transfers += [
            TransferEvidence(
                transfer_id=f"t-{100 + place}a",
                source=f"wx-courier-{(place - 1) % 3 + 1}",
                target="wx-broker-88",
                money=Money(units=units, asset=DOLLAR),
                value=Money(units=units, asset=DOLLAR),
                at=at,
                channel="cash",
                source_country="US",
                target_country="US",
            ),
            TransferEvidence(
                transfer_id=f"t-{100 + place}b",
                source="wx-payer-cn-6",
                target=f"wx-client-cn-{place}",
                money=renminbi,
                value=Money(units=units * (1000 - spread) // 1000, asset=DOLLAR),
                at=at + lag,
                channel="p2p",
                source_country="CN",
                target_country="CN",
                is_counted=False,
            ),
        ]
        mirrors.append(
            MirrorEvidence(
                pair_id=f"m-{place}",
                side_a=(f"t-{100 + place}a",),
                side_b=(f"t-{100 + place}b",),
                lag_minutes=int(lag.total_seconds()) // 60,
                spread_permille=spread,
            )
        )
    return tuple(transfers), tuple(mirrors)


def _findings(mirrored: tuple[str, ...]) -> tuple[FindingEvidence, ...]:
    return (
        FindingEvidence(
            finding_id="fi-31",
            typology_id="T01",
            title="Currency broker outside banks",
            score_permille=932,
            says=(
                "the account offers a private currency exchange: “私人换汇”",
                "the amount is said to be without limit: “额度不限”",
                "a meeting in person is offered: “当面交易”",
            ),
            flags=("FIN-2025-A003 A3-N1", "FIN-2025-A003 A3-N3"),
            rests_on=("post:纽约华人互助群/p-1001", "post:纽约华人互助群/p-1044"),
        ),
        FindingEvidence(
            finding_id="fi-32",
            typology_id="F17",
            title="Mirror transfers",
            score_permille=877,
            says=(
                "4 pairs of legs settle one value each, where chance gives 0.06",
                "half of them within 2.9 hours, spread +1.1 to +1.5 per cent of the day's rate",
            ),
            flags=("FIN-2025-A003 A3-N2", "FIN-2019-A006 F-N4"),
            subtypes=("822", "909", "913"),
            rests_on=mirrored,
        ),
    )
