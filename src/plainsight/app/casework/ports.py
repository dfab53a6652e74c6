"""What casework asks of the records, reached through `unit.casework` inside one transaction."""

from typing import Protocol

from plainsight.app.casework.case_ports import Cases, Reports
from plainsight.app.casework.learning_ports import Learning, Quality
from plainsight.app.casework.review_ports import Appeals, Decisions, Restrictions, ReviewQueue


class Casework(Protocol):
    """Everything of casework, inside one unit of work."""

    @property
    def queue(self) -> ReviewQueue:
        """Reviews."""

    @property
    def decisions(self) -> Decisions:
        """Decisions."""

    @property
    def restrictions(self) -> Restrictions:
        """Restrictions."""

    @property
    def appeals(self) -> Appeals:
        """Appeals."""

    @property
    def cases(self) -> Cases:
        """Cases."""

    @property
    def reports(self) -> Reports:
        """Reports."""

    @property
    def quality(self) -> Quality:
        """Quality of reviewing."""

    @property
    def learning(self) -> Learning:
        """What decisions teach."""
