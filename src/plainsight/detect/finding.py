"""A finding: a typology met by a post, with its score, its reasons and the exact characters."""

from dataclasses import dataclass
from datetime import datetime

from plainsight.detect.lexicon import Facet
from plainsight.model.fact import JsonValue
from plainsight.model.post import Post
from plainsight.model.time import format_instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What stands in the post, and how it was recognised. `start:end` index the original text."""

    start: int
    end: int
    excerpt: str  # text[start:end], as the author wrote it
    plain: str  # the lexicon's term, or the extracted value in canonical form
    sense: str  # sense id or extract kind
    gloss: str
    is_extract: bool = False  # an extracted value, not a term of the lexicon
    undone: tuple[str, ...] = ()  # the obfuscations that had to be undone, in words


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One indicator that was met."""

    indicator_id: str
    facet: Facet
    weight: float
    says: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One benign context that spoke against the finding."""

    against_id: str
    weight: float
    says: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Score and reasons travel together; nothing is recomputed later to explain it."""

    typology_id: str
    typology_version: int
    typology_title: str
    policy_digest: str  # which lexicon and typologies judged
    score: float  # 0..1
    threshold: float
    flags: tuple[str, ...]  # "FIN-2025-A003 A3-06"
    reasons: tuple[Reason, ...]
    doubts: tuple[Doubt, ...] = ()
    post_id: str = ""
    account_id: str = ""
    surface: str = ""
    posted_at: datetime | None = None
    raised_by: str = "typology"  # or "model": a model's find says so
    likelihood: float | None = None  # 0..1, what a trained model says, where one was asked

    def __repr__(self) -> str:
        """One line: all of its fields fill pages of a session or a traceback."""
        return f"<Finding {self.typology_id} {self.score:.2f} in {self.post_id or 'a text'}>"

    @property
    def facets(self) -> tuple[Facet, ...]:
        """The independent sides of the offer that were seen."""
        return tuple(dict.fromkeys(reason.facet for reason in self.reasons))

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Every range of the original text that the finding rests on, in order."""
        places = {(e.start, e.end) for r in self.reasons for e in r.evidence}
        return tuple(sorted(places))

    @property
    def order(self) -> float:
        """What it is ordered by: a model's likelihood, or else its score."""
        return self.score if self.likelihood is None else self.likelihood

    def on(self, post: Post) -> "Finding":
        """The same on a post of that text. Written out: `replace` takes half as long again."""
        return Finding(
            typology_id=self.typology_id,
            typology_version=self.typology_version,
            typology_title=self.typology_title,
            policy_digest=self.policy_digest,
            score=self.score,
            threshold=self.threshold,
            flags=self.flags,
            reasons=self.reasons,
            doubts=self.doubts,
            post_id=post.post_id,
            account_id=post.account_id,
            surface=post.surface,
            posted_at=post.posted_at,
            raised_by=self.raised_by,
            likelihood=self.likelihood,
        )

    def sentence(self) -> str:
        """The finding in one line for a reader who does not know the software."""
        seen = "; ".join(f"{r.says}: “{r.evidence[0].excerpt}”" for r in self.reasons if r.evidence)
        doubt = f" Against it: {', '.join(d.says for d in self.doubts)}." if self.doubts else ""
        return f"{self.typology_id} {self.typology_title} ({self.score:.2f}) - {seen}.{doubt}"

    def row(self) -> dict[str, object]:
        """The finding flat, for a table: one value a column, lists where there are several."""
        evidence = [each for reason in self.reasons for each in reason.evidence]
        return {
            "post_id": self.post_id,
            "account_id": self.account_id,
            "surface": self.surface,
            "posted_at": self.posted_at,
            "typology": self.typology_id,
            "version": self.typology_version,
            "title": self.typology_title,
            "score": self.score,
            "threshold": self.threshold,
            "raised_by": self.raised_by,
            "likelihood": self.likelihood,
            "facets": [str(facet) for facet in self.facets],
            "reasons": [reason.says for reason in self.reasons],
            "doubts": [doubt.says for doubt in self.doubts],
            "excerpts": list(dict.fromkeys(each.excerpt for each in evidence)),
            "spans": [list(span) for span in self.spans],
            "flags": list(self.flags),
            "policy": self.policy_digest,
        }

    def to_json(self) -> dict[str, JsonValue]:
        """Plain data; scores as thousandths, because canonical JSON here holds no floats."""
        weighed: dict[str, JsonValue] = {}
        if self.likelihood is not None:
            weighed["likelihood_permille"] = round(self.likelihood * 1000)
        return weighed | {
            "typology": self.typology_id,
            "version": self.typology_version,
            "title": self.typology_title,
            "policy": self.policy_digest,
            "score_permille": round(self.score * 1000),
            "threshold_permille": round(self.threshold * 1000),
            "raised_by": self.raised_by,
            "flags": list(self.flags),
            "facets": [str(f) for f in self.facets],
            "post_id": self.post_id,
            "account_id": self.account_id,
            "surface": self.surface,
            "posted_at": None if self.posted_at is None else format_instant(self.posted_at),
            "reasons": [_reason_json(r) for r in self.reasons],
            "doubts": [
                {
                    "against": d.against_id,
                    "weight_permille": round(d.weight * 1000),
                    "says": d.says,
                    "evidence": [_evidence_json(e) for e in d.evidence],
                }
                for d in self.doubts
            ],
        }


def _reason_json(reason: Reason) -> dict[str, JsonValue]:
    return {
        "indicator": reason.indicator_id,
        "facet": str(reason.facet),
        "weight_permille": round(reason.weight * 1000),
        "says": reason.says,
        "evidence": [_evidence_json(e) for e in reason.evidence],
    }


def _evidence_json(evidence: Evidence) -> dict[str, JsonValue]:
    return {
        "start": evidence.start,
        "end": evidence.end,
        "excerpt": evidence.excerpt,
        "plain": evidence.plain,
        "sense": evidence.sense,
        "gloss": evidence.gloss,
        "undone": list(evidence.undone),
    }
