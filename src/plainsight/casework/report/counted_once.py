"""Which transfers make the amount of a report, whatever the order in which findings tell of them.

A transfer is counted if any finding counts it, unless it is side B of a mirror: there side A stands
for it. So neither the order of findings in an alert nor that of alerts in a case moves a dollar.
"""

from collections.abc import Iterable
from dataclasses import replace

from plainsight.casework.report.evidence import MirrorEvidence, TransferEvidence


def count_once(
    transfers: Iterable[TransferEvidence], mirrors: Iterable[MirrorEvidence]
) -> tuple[TransferEvidence, ...]:
    """Each transfer once, in order of time.

    Where two tellings value one transfer differently, the higher value is taken, and a known one
    before none.
    """
    told: dict[str, list[TransferEvidence]] = {}
    for transfer in transfers:
        told.setdefault(transfer.transfer_id, []).append(transfer)
    stood_for = _sides_b(mirrors)
    once = (_merged(each, is_stood_for=name in stood_for) for name, each in told.items())
    return tuple(sorted(once, key=lambda each: (each.at, each.transfer_id)))


def _merged(told: list[TransferEvidence], *, is_stood_for: bool) -> TransferEvidence:
    highest = max(told, key=_value)
    return replace(highest, is_counted=not is_stood_for and any(each.is_counted for each in told))


def _value(told: TransferEvidence) -> tuple[int, str]:
    """To compare by; a value that is not known stands below every other."""
    return (told.value.units, told.value.asset.code) if told.value is not None else (-1, "")


def _sides_b(mirrors: Iterable[MirrorEvidence]) -> set[str]:
    """Transfers that another side stands for; of a mirror told both ways round, one way holds."""
    sides = {(mirror.side_a, mirror.side_b) for mirror in mirrors}
    return {transfer_id for a, b in sides if a <= b or (b, a) not in sides for transfer_id in b}
