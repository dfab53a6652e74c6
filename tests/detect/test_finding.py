"""A finding on a text is the same finding on every post of that text."""

from dataclasses import fields, replace

from tests.strategies.posts import post

from plainsight.detect.finding import Doubt, Finding, Reason
from plainsight.detect.lexicon import Facet


def test_a_finding_on_a_post_differs_in_nothing_but_the_post() -> None:
    reason = Reason(indicator_id="i", facet=next(iter(Facet)), weight=0.5, says="s", evidence=())
    finding = Finding(
        typology_id="T99",
        typology_version=3,
        typology_title="Test",
        policy_digest="d",
        score=0.9,
        threshold=0.5,
        flags=("FIN-2019-A006 1",),
        reasons=(reason,),
        doubts=(Doubt(against_id="a", weight=0.1, says="s", evidence=()),),
        raised_by="model",
        likelihood=0.8,
    )
    one = post(7)
    assert finding.on(one) == replace(
        finding,
        post_id=one.post_id,
        account_id=one.account_id,
        surface=one.surface,
        posted_at=one.posted_at,
    )
    unset = {f.name for f in fields(Finding) if getattr(finding.on(one), f.name) == f.default}
    assert not unset  # a field added later must be carried along too
