"""Which writer serves which form: one place that doors and commands ask."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from plainsight.app.casework.report_ports import WriteReport
from plainsight.casework.report.draft import ReportDraft, ReportForm
from plainsight.casework.report.indicators import Marking
from plainsight.casework.report.party import Filer
from plainsight.casework.report.provider import provider_report
from plainsight.casework.report.referral import referral
from plainsight.casework.report.terms import GoamlTerms, ProviderTerms, SarTerms
from plainsight.errors import UnfitReport, UnknownId
from plainsight.filings.goaml_structure import check_goaml
from plainsight.filings.goaml_xml import write_goaml
from plainsight.filings.json_report import write_json
from plainsight.filings.operator_schema import require_valid
from plainsight.filings.referral_page import print_referral, render_referral
from plainsight.filings.sar_structure import check_structure
from plainsight.filings.sar_xml import write_sar

SUFFIXES = {
    ReportForm.SAR: ".xml",
    ReportForm.GOAML: ".xml",
    ReportForm.PROVIDER: ".json",
    ReportForm.REFERRAL: ".pdf",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Writers:
    """Every form's writer around one filer; each checks its own work before it hands it over."""

    filer: Filer
    sar: SarTerms
    provider: ProviderTerms
    goaml: Mapping[str, GoamlTerms]
    recipient: str = "law enforcement"  # of a referral
    marking: Marking = Marking.AMBER_STRICT
    schema: Path | None = None  # the authority's own, from the operator

    def writer(self, form: ReportForm) -> WriteReport:
        """The writer of a form; raises what `WriteReport` says."""
        return {
            ReportForm.SAR: self._sar,
            ReportForm.GOAML: self._goaml,
            ReportForm.PROVIDER: self._provider,
            ReportForm.REFERRAL: self._referral,
        }[form]

    def _sar(self, draft: ReportDraft, at: datetime) -> bytes:
        content = write_sar(draft, self.filer, self.sar, filed_on=at.date())
        complaints = check_structure(content, subtype_codes=self.sar.subtype_codes)
        if complaints:
            raise UnfitReport("FinCEN SAR", complaints)
        return self._valid(content, "FinCEN SAR")

    def _goaml(self, draft: ReportDraft, at: datetime) -> bytes:
        terms = self.goaml.get(draft.fiu_id)
        if terms is None:
            raise UnknownId("goAML configuration", draft.fiu_id)
        content = write_goaml(draft, self.filer, terms, rules=self.sar, filed_on=at.date())
        complaints = check_goaml(content, terms=terms)
        if complaints:
            raise UnfitReport(terms.title, complaints)
        return self._valid(content, terms.title)

    def _provider(self, draft: ReportDraft, at: datetime) -> bytes:
        return write_json(provider_report(draft, self.filer, self.provider, filed_at=at))

    def _referral(self, draft: ReportDraft, at: datetime) -> bytes:
        data = write_json(referral(draft, self.filer, recipient=self.recipient, made_at=at))
        page = render_referral(
            draft, self.filer, recipient=self.recipient, marking=self.marking, made_at=at
        )
        return print_referral(page, data=data)

    def _valid(self, content: bytes, form: str) -> bytes:
        if self.schema is not None:
            require_valid(content, schema=self.schema, form=form)
        return content
