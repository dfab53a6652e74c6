"""Both sides of a mirror search laid out for its inner loops, once for all shifts of a setting.

Side B lies in buckets of time that divide the day, each sorted by value. A shift by whole days
moves whole buckets, so the layout serves every shift as it is: only the bucket that is looked up
changes.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plainsight.engines.flows_duckdb.mirror_side import (
    SOURCE,
    SOURCE_KEY,
    TARGET,
    TARGET_KEY,
    TIME,
    VALUE,
    Ints,
    Side,
)
from plainsight.trace.flows.mirror import Span
from plainsight.trace.flows.typology import DAY_US

Codes = NDArray[np.int32]
Facts = tuple[Ints, Ints, Codes, Codes]  # time since the span's start, value, source, target
_PARTS = (24, 12, 8, 6, 4, 3, 2, 1)  # of a day


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One direction: legs of A by the key at one end, legs of B by the key at the other."""

    names_a: Ints  # key of each group of A
    names_b: Ints  # key behind each code of B
    groups_a: tuple[Ints, Ints, Codes, Codes, Ints]  # facts by key; first place of each key
    near_b: tuple[Ints, Ints, Codes, Codes, Codes, Ints]  # by bucket, then value; codes, starts
    own_b: tuple[Ints, Ints, Codes, Codes, Ints]  # by code, then value; first place of each code
    width: int  # of a bucket, microseconds
    buckets: int


def lay_out(side_a: Side, side_b: Side, span: Span, *, lag_max: int, way: int) -> Layout:
    """Way 0: A pays (its source key) and B is paid (its target key). Side B is sorted by value."""
    names_a, codes_a, legs_a = _coded(side_a, SOURCE_KEY if way == 0 else TARGET_KEY)
    names_b, codes_b, legs_b = _coded(side_b, TARGET_KEY if way == 0 else SOURCE_KEY)
    width = bucket_width(lag_max)
    buckets = span.days * (DAY_US // width)
    by_key_a, starts_a = _ordered(codes_a, len(names_a))
    by_key_b, starts_b = _ordered(codes_b, len(names_b))
    places = (side_b.columns[TIME, legs_b] - span.start_us) // width
    by_bucket, bucket_starts = _ordered(places, buckets)
    return Layout(
        names_a=names_a,
        names_b=names_b,
        groups_a=(*_facts(side_a, legs_a[by_key_a], span), starts_a),
        near_b=(
            *_facts(side_b, legs_b[by_bucket], span),
            codes_b[by_bucket].astype(np.int32),
            bucket_starts,
        ),
        own_b=(*_facts(side_b, legs_b[by_key_b], span), starts_b),
        width=width,
        buckets=buckets,
    )


def bucket_width(lag_max: int) -> int:
    """A part of a day, or a day: no narrower than the lag unless the lag is longer than a day."""
    return next((DAY_US // part for part in _PARTS if DAY_US // part >= lag_max), DAY_US)


def _coded(side: Side, end: int) -> tuple[Ints, Ints, Ints]:
    """The keys at one end, the code of each leg that has one, and which legs those are."""
    keys = side.columns[end]
    legs = np.flatnonzero(keys >= 0)
    counts = np.bincount(keys[legs])
    names = np.flatnonzero(counts)
    codes = np.zeros(len(counts), np.int64)
    codes[names] = np.arange(len(names))
    return names, codes[keys[legs]], legs


def _ordered(codes: Ints, count: int) -> tuple[Ints, Ints]:
    """Places sorted by code, those of one code as they stood; and where each code begins."""
    # Sixteen bits are sorted by radix, which takes a tenth of the time.
    narrow = codes.astype(np.uint16) if count <= 1 << 16 else codes
    starts = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(codes, minlength=count), out=starts[1:])
    return np.argsort(narrow, kind="stable"), starts


def _facts(side: Side, legs: Ints, span: Span) -> Facts:
    return (
        side.columns[TIME, legs] - span.start_us,
        side.columns[VALUE, legs],
        side.columns[SOURCE, legs].astype(np.int32),
        side.columns[TARGET, legs].astype(np.int32),
    )
