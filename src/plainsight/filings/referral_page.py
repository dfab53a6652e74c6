"""The referral as one HTML page, and as PDF printed from it. Nothing is loaded from outside.

Every sentence carries the numbers of what it rests on; the register at the end says what each is.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

import jinja2

from plainsight.casework.report.draft import ReportDraft
from plainsight.casework.report.evidence import MirrorEvidence, TransferEvidence
from plainsight.casework.report.figures import said_amount
from plainsight.casework.report.ground import GroundKind
from plainsight.casework.report.indicators import Marking
from plainsight.casework.report.party import Filer
from plainsight.casework.report.sentence import Part
from plainsight.filings.print_page import print_page
from plainsight.model.money import Money
from plainsight.model.time import format_instant

_LABELS = {
    Part.INTRODUCTION: "Summary",
    Part.WHO: "Who",
    Part.WHAT: "What",
    Part.WHEN: "When",
    Part.WHERE: "Where",
    Part.WHY: "Why it is suspicious",
    Part.HOW: "How it was done",
    Part.CLOSING: "Closing",
}


def render_referral(
    draft: ReportDraft, filer: Filer, *, recipient: str, marking: Marking, made_at: datetime
) -> str:
    """Render the page. `made_at` comes from the caller's clock."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("plainsight.filings", "pages"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    facts, register = draft.facts, _Register(draft)
    narrative = [
        {
            "label": _LABELS[part],
            "sentences": [
                {"text": s.text, "refs": sorted(map(register.number, s.rests_on))} for s in own
            ],
        }
        for part in Part
        if (own := [s for s in draft.narrative if s.part is part])
    ]
    return environment.get_template("referral.html").render(
        reference=facts.called,
        marking=f"TLP:{marking.value.upper()}",
        title="; ".join(dict.fromkeys(f.title for f in facts.findings)) or "Suspicious activity",
        sender=filer,
        recipient=recipient,
        made_at=made_at,
        amount=_shown(facts.amount) if facts.transfers else "none",
        first_at=facts.first_at,
        last_at=facts.last_at,
        counts=[
            (count, noun if count == 1 else f"{noun}s")
            for count, noun in (
                (len(facts.subjects), "subject"),
                (len(facts.posts), "post"),
                (len(facts.transfers), "transfer"),
                (len(facts.mirrors), "mirror pair"),
                (len(facts.wallets), "wallet"),
            )
        ],
        findings=facts.findings,
        subjects=facts.subjects,
        posts=facts.posts,
        wallets=facts.wallets,
        narrative=narrative,
        mirrors=[_mirror(mirror, facts.transfers) for mirror in facts.mirrors],
        transfers=[_transfer(transfer) for transfer in facts.transfers],
        register=register.lines(),
        terms=draft.terms_version,
        stamp=format_instant(made_at),
    )


def print_referral(page: str, *, data: bytes) -> bytes:
    """The page as PDF with the same referral as JSON attached.

    Raises NotInstalled, UnfitReport.
    """
    return print_page(
        page, attached=data, name="referral.json", description="This referral for machines"
    )


class _Register:
    """Numbers what sentences rest on, in the order in which they are first named."""

    def __init__(self, draft: ReportDraft) -> None:
        self._grounds = draft.facts.grounds()
        self._numbers: dict[str, int] = {}

    def number(self, ground_id: str) -> int:
        """The number of a ground."""
        return self._numbers.setdefault(ground_id, len(self._numbers) + 1)

    def lines(self) -> list[dict[str, Any]]:
        """The register, in order."""
        return [self._line(ground_id, number) for ground_id, number in self._numbers.items()]

    def _line(self, ground_id: str, number: int) -> dict[str, Any]:
        ground = self._grounds.get(ground_id)
        if ground is None:
            return {"number": number, "kind": GroundKind.RULE.value, "says": ground_id}
        return {"number": number, "kind": ground.kind.value, "says": ground.label}


def _mirror(mirror: MirrorEvidence, transfers: tuple[TransferEvidence, ...]) -> dict[str, Any]:
    by_id = {transfer.transfer_id: transfer for transfer in transfers}
    hours, minutes = divmod(abs(mirror.lag_minutes), 60)
    return {
        "pair_id": mirror.pair_id,
        "side_a": [_transfer(by_id[transfer_id]) for transfer_id in mirror.side_a],
        "side_b": [_transfer(by_id[transfer_id]) for transfer_id in mirror.side_b],
        "lag": f"{hours} h {minutes:02d} min",
        "spread": f"{Decimal(mirror.spread_permille).scaleb(-1)} %",
    }


def _transfer(transfer: TransferEvidence) -> dict[str, Any]:
    value = transfer.value
    is_same = value is None or value.asset == transfer.money.asset
    return {
        "id": transfer.transfer_id,
        "at": transfer.at,
        "source": transfer.source,
        "target": transfer.target,
        "money": _shown(transfer.money),
        "value": "" if is_same else _shown(value),
        "way": transfer.network or transfer.channel,
        "countries": "-".join(
            dict.fromkeys(c for c in (transfer.source_country, transfer.target_country) if c)
        ),
        "is_counted": transfer.is_counted,
    }


def _shown(money: Money | None) -> str:
    return "unknown" if money is None else said_amount(money)
