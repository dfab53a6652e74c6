"""What a command refused or could not read: said in lines, and what it means for its end."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from plainsight.app.detect.feed_item import FeedItem, QuarantinedRecord, RefusedItem, RefusedLabel
from plainsight.cli.detect.feed_options import GivenFeed
from plainsight.cli.screen import counted, say_error, visible
from plainsight.errors import UnreadableFeed

PLACES_SHOWN = 5
_KINDS = {
    RefusedLabel.UNLABELLED: "without a label",
    RefusedLabel.PRIVATE: "labelled private",
    RefusedLabel.OTHER: "with another label",
}


@dataclass(slots=True, kw_only=True)
class Unread:
    """What became neither post nor duplicate, over all feeds of a command."""

    feeds: Sequence[GivenFeed]
    is_declared: bool  # the operator said what items without a label are
    refused_by: Counter[RefusedLabel] = field(default_factory=Counter)
    quarantined_count: int = 0
    places: list[tuple[str, QuarantinedRecord]] = field(default_factory=list)  # the first few
    faults: list[UnreadableFeed] = field(default_factory=list)

    @contextmanager
    def reading(self, feed: GivenFeed) -> Iterator[None]:
        """Keep what makes a feed unreadable for the end: the others are read all the same."""
        try:
            yield
        except UnreadableFeed as fault:
            is_one = len(self.feeds) == 1
            self.faults.append(fault if is_one else UnreadableFeed(feed.name, fault.mend))

    def note(self, feed: GivenFeed, items: Iterable[FeedItem]) -> Iterator[FeedItem]:
        """The items of a feed, what is left unread among them noted."""
        for item in items:
            match item:
                case RefusedItem():
                    self.refused_by[item.label] += 1
                case QuarantinedRecord():
                    self.quarantined_count += 1
                    if len(self.places) < PLACES_SHOWN:
                        self.places.append((feed.name, item))
            yield item

    def to_json(self) -> dict[str, object]:
        """The same for machines."""
        return {
            "refused_by_label": {label.value: self.refused_by[label] for label in RefusedLabel},
            "quarantined": [
                {"feed": name, "record": item.record, "field": item.field, "mend": item.mend}
                for name, item in self.places[:PLACES_SHOWN]
            ],
            "unreadable": [{"feed": fault.source, "mend": fault.mend} for fault in self.faults],
        }

    def lines(self) -> Iterator[str]:
        """What a person should know; nothing where everything was read."""
        if self.refused_by:
            yield self._refused()
        if self.quarantined_count:
            yield f"{counted(self.quarantined_count, 'record')} could not be read:"
        for name, record in self.places[:PLACES_SHOWN]:
            place = record.record if len(self.feeds) == 1 else f"{name}: {record.record}"
            yield visible(f"  {place}: field {record.field!r}: {record.mend}")
        if self.places and self.quarantined_count > len(self.places[:PLACES_SHOWN]):
            yield f"  and {self.quarantined_count - len(self.places[:PLACES_SHOWN]):,} more"

    def end(self, *, read_count: int) -> None:
        """Raise UnreadableFeed where a feed broke off, or where all that was read is broken."""
        for fault in self.faults[:-1]:
            say_error(str(fault))
        if self.faults:
            raise self.faults[-1]
        if read_count and read_count == self.quarantined_count:
            source = self.feeds[0].name if len(self.feeds) == 1 else f"{len(self.feeds)} files"
            mend = f"not one of {read_count:,} records could be read"
            raise UnreadableFeed(source, f"{mend}; mend the fields named above")

    def _refused(self) -> str:
        kinds = ", ".join(
            f"{self.refused_by[label]:,} {said}"
            for label, said in _KINDS.items()
            if self.refused_by[label]
        )
        said = (
            f"{counted(self.refused_by.total(), 'item')} refused unread: {kinds}. "
            "Only the labels public and semi_public count, written so."
        )
        if self.is_declared or not self.refused_by[RefusedLabel.UNLABELLED]:
            return said
        return f"{said} If those without the field are public, declare it: --visibility public"
