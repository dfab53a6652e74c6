"""End the reviews of flow alerts that stand no longer: nobody has to decide that there is nothing.

Whoever has one in their hands keeps it; a search after they gave it back ends its review. One that
a person judged already waits for whoever is to judge it again, as nothing may take their word away.
"""

from datetime import datetime

from plainsight.app.casework.absorb_alerts import awaits_nobodys_word, open_joined
from plainsight.app.ports import UnitOfWork
from plainsight.app.trace.flow_campaign import KIND
from plainsight.casework.review import absorb


def end_flow_reviews(unit: UnitOfWork, *, now: datetime) -> None:
    """Close flow alerts that were withdrawn or joined to another, and end what awaits nobody.

    Where nobody decided about one that was joined, the other one awaits a person again.
    """
    unit.flow_alerts.close_ended()
    over = [each for each in unit.casework.queue.left_open(KIND) if awaits_nobodys_word(each, now)]
    ended = unit.alerts.find([review.alert_id for review in over])
    keys = sorted({str(alert.finding.get("into") or "") for alert in ended.values()} - {""})
    heirs = unit.alerts.of_campaigns(keys)
    for review in over:
        unit.casework.queue.save(absorb(review, now=now), at=now)
    open_joined(unit, [alert.alert_id for alert in heirs.values()], now=now)
