"""Scanning ordinary traffic end to end, beside engines that only match the same terms literally.

The peers do less: no views, no typologies, no explanation; they say which plain term stands where.
"""

import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path

import ahocorasick
import ahocorasick_rs
import flashtext2
import hyperscan
import pyarrow.parquet as pq

from bench.row import Row
from bench.scan_data.traffic import texts, write_jsonl, write_parquet
from bench.timing import peak_mebibytes
from plainsight import wiring
from plainsight.app.detect.post_columns import columns_of
from plainsight.app.detect.scan_columns import StretchScanner, scan_feed
from plainsight.app.detect.scan_posts import ScanSummary
from plainsight.detect.detector import Detector, Hint
from plainsight.engines.columnar.scanner import ColumnarScanner
from plainsight.feeds.posts.jsonl import PostsJsonl
from plainsight.feeds.posts.parquet import PostsParquet

POSTS = 100_000
LONG_POSTS = 2_000_000  # for several processes: of a few seconds each gets the same share
RUNS = 3
PARQUET_MIN, JSONL_MIN = 300_000, 150_000
MILLIS_MAX = 50
LONG_ADVERTS = 100, 500  # times the one below, 6 and 30 kB
MEMORY_POSTS, MEBIBYTES_MAX = 10_000_000, 1_024
TWO_MIN = 1.8
HOSTILE = {
    "1 MB of combining marks": "\u0336" * 500_000,
    "marked letters": "a\u0336\u0301" * 200_000,
    "100,000 repeats": "a" * 100_000,
    "a term 100,000 times": "换汇" * 100_000,
    "terms apart": "换★汇 f e n t a n y l " * 4_000,
    "nested confusables": "".join(random.Random(3).choices("аɑａα𝐚ⓐ4@换汇匯", k=100_000)),
    "digits": "1" * 100_000,
    "handles": "加微信 abc_123 " * 8_000,
    "an advert over and over": "车队长期接料，卡接回U，点位20，飞机 @chedui88 " * 2_000,
    "chunks": "k3-t4-m1 " * 10_000,
    "letters apart": "a b c d e f g " * 10_000,
    "leet": "f3nt4ny1 0x7c0d0n3 " * 8_000,
    "CAS numbers": "28578-16-7 " * 10_000,
    "pinyin among Chinese": "跑fen换hui" * 15_000,
}
START_MAX, HELP_MAX = 1.0, 0.5
ADVERT = "车队长期接料，卡接回U，点位20，飞机 @chedui88"
NOT_KEPT = "PYTHONDONTWRITEBYTECODE"
_MEMORY = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[2:]
from bench.scan import scan_parquet, make
scan_parquet(Path(sys.argv[1]), make())
"""


def run() -> list[Row]:
    """All rows; some minutes."""
    scanner = make()
    with tempfile.TemporaryDirectory() as folder:
        parquet, jsonl = Path(folder) / "posts.parquet", Path(folder) / "posts.jsonl"
        write_parquet(parquet, POSTS)
        write_jsonl(jsonl, POSTS)
        ours = _rate(lambda: scan_parquet(parquet, scanner))
        return [
            _speed("Parquet to findings, explained", ours, PARQUET_MIN),
            _speed(
                "JSONL to findings, explained",
                _rate(lambda: scan_jsonl(jsonl, scanner)),
                JSONL_MIN,
            ),
            *_parts(parquet, scanner),
            *_peers(ours),
            _two(Path(folder) / "long.parquet"),
            *_starts(jsonl),
            *_hostile(scanner),
            *_long_adverts(scanner),
            _memory(Path(folder)),
        ]


def make() -> ColumnarScanner:
    """The shipped policy, compiled."""
    detector = wiring.make_detector(wiring.load_policy())
    scanner = ColumnarScanner(detector, kept_in=wiring.cache_folder(), few_chars=0)
    for _ in scanner.examined(["warm", ADVERT]):
        pass
    return scanner


def scan_parquet(path: Path, scanner: ColumnarScanner) -> ScanSummary:
    """What `plainsight scan FILE.parquet` does, the screen aside."""
    summary = ScanSummary()
    scanner.forget()
    for _ in scan_feed(PostsParquet(path, source="bench"), scanner, summary=summary):
        pass
    return summary


def scan_jsonl(path: Path, scanner: ColumnarScanner) -> ScanSummary:
    """What `plainsight scan FILE.jsonl` does, the screen aside."""
    summary = ScanSummary()
    scanner.forget()
    feed = PostsJsonl(BytesIO(path.read_bytes()), source="bench")
    for _ in scan_feed(feed, scanner, summary=summary):
        pass
    return summary


def _parts(parquet: Path, scanner: ColumnarScanner) -> Iterator[Row]:
    """Where the time goes, as microseconds of CPU per post."""
    stretches = list(columns_of(PostsParquet(parquet, source="bench")))
    read = _cpu(lambda: list(columns_of(PostsParquet(parquet, source="bench"))))
    yield _row("reading and checking Parquet", read / POSTS * 1e6, "us a post")
    sieve = _cpu(lambda: [scanner.candidates(s.texts) for s in stretches])
    yield _row("sieve and gate", sieve / POSTS * 1e6, "us a post", target="<= 1.3")
    found = [(s, scanner.candidates(s.texts)) for s in stretches]
    worth = [(s.post(row).text, hint()) for s, rows in found for row, hint in rows]
    detector = wiring.make_detector(wiring.load_policy())
    hits = [(text, hint) for text, hint in worth if detector.examine(text, hint=hint).findings]
    yield _row("posts that the definition reads", 100 * len(worth) / POSTS, "%")
    yield _row("posts with findings", 100 * len(hits) / POSTS, "%", note=_distinct(hits))
    for what, some in (("a candidate", worth), ("a post with findings", hits)):
        chosen = random.Random(1).sample(some, min(len(some), 500))
        spent = _cpu(lambda chosen=chosen: _examine(detector, chosen))
        yield _row(f"explaining {what}", spent / len(chosen) * 1e6, "us")


def _distinct(hits: list[tuple[str, Hint | None]]) -> str:
    return f"{len({text for text, _ in hits})} of {len(hits)} texts distinct"


def _examine(detector: Detector, chosen: list[tuple[str, Hint | None]]) -> None:
    for text, hint in chosen:
        detector.examine(text, hint=hint)


def _peers(ours: float) -> Iterator[Row]:
    terms = sorted({term.text.lower() for term in wiring.load_policy().lexicon.terms})
    posts = [text.lower() for text in texts(20_000, seed=5)]
    for name, (search, share) in _searches(terms).items():
        some = posts[: int(len(posts) * share)]
        rate = len(some) / _cpu(lambda search=search, some=some: [search(t) for t in some])
        yield Row(
            area="scan",
            what="literal matching, posts as str",
            value=rate,
            unit="posts/s",
            peer=name,
            ratio=ours / rate,
            note=f"{len(terms):,} terms",
        )


def _searches(terms: list[str]) -> dict[str, tuple[Callable[[str], object], float]]:
    """By name the search, and the share of the posts that it gets in bearable time."""
    automaton = ahocorasick.Automaton()
    for term in terms:
        automaton.add_word(term, term)
    automaton.make_automaton()
    rust = ahocorasick_rs.AhoCorasick(terms)
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[term.encode() for term in terms],
        ids=list(range(len(terms))),
        elements=len(terms),
        flags=0,
        literal=True,
    )
    alternation = re.compile("|".join(map(re.escape, sorted(terms, key=len, reverse=True))))
    flash = flashtext2.KeywordProcessor(case_sensitive=True)
    flash.add_keywords_from_iter(terms)

    def vectorscan(text: str) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        database.scan(
            text.encode(), match_event_handler=lambda i, _f, to, _g, _c: found.append((i, to))
        )
        return found

    return {
        "pyahocorasick": (lambda text: list(automaton.iter(text)), 1.0),
        "ahocorasick_rs": (lambda t: rust.find_matches_as_indexes(t, overlapping=True), 1.0),
        "hyperscan, post by post": (vectorscan, 1.0),
        "re alternation": (alternation.findall, 0.005),
        "flashtext2": (flash.extract_keywords, 1.0),
    }


def _two(parquet: Path) -> Row:
    """`--jobs 2` against `--jobs 1`, each as the command makes it, with its processes running."""
    policy = wiring.load_policy()
    write_parquet(parquet, LONG_POSTS)
    seconds = {}
    one = wiring.make_scanner(wiring.make_detector(policy))
    with closing(wiring.make_scanners(policy, jobs=2)) as two:
        for jobs, scanner in ((1, one), (2, two)):
            walls = [_wall(lambda s=scanner: _drain(parquet, s)) for _ in range(RUNS + 1)]
            seconds[jobs] = sorted(walls[1:])[RUNS // 2]
    gain = seconds[1] / seconds[2]
    return Row(
        area="scan",
        what="--jobs 2 against --jobs 1",
        value=gain,
        unit="x",
        target=f">= {TWO_MIN}",
        is_met=gain >= TWO_MIN,
        note=f"wall time of {LONG_POSTS:,} posts; needs two idle cores",
    )


def _drain(parquet: Path, scanner: StretchScanner) -> None:
    for _ in scan_feed(PostsParquet(parquet, source="bench"), scanner, summary=ScanSummary()):
        pass


def _wall(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _starts(jsonl: Path) -> Iterator[Row]:
    """CPU of whole commands, with what they keep already kept."""
    few = jsonl.with_name("ten.jsonl")
    few.write_text("".join(jsonl.open(encoding="utf-8").readlines()[:10]), encoding="utf-8")
    yield _start("plainsight --help", ["--help"], HELP_MAX)
    yield _start("plainsight scan, ten posts", ["scan", str(few)], START_MAX)
    yield _start("plainsight explain, one text", ["explain", "--text", ADVERT], START_MAX)


def _start(what: str, arguments: list[str], at_most: float) -> Row:
    command = [sys.executable, "-c", "from plainsight.cli import main; main()", *arguments]
    spent = []
    for _ in range(RUNS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        # As installed: the code compiled to bytes once, whatever this environment says.
        own = {name: value for name, value in os.environ.items() if name != NOT_KEPT}
        subprocess.run(command, check=True, capture_output=True, env=own)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return _row(what, sorted(spent)[RUNS // 2], "s of CPU", target=f"<= {at_most}")


def _hostile(scanner: ColumnarScanner) -> Iterator[Row]:
    for name, text in HOSTILE.items():
        size = len(text.encode("utf-8", "surrogatepass"))
        spent = _cpu(lambda text=text: list(scanner.examined([text])), runs=1)
        millis = spent * 1e3 / max(size / 10_000, 1)
        yield Row(
            area="scan",
            what=f"hostile: {name}",
            value=millis,
            unit="ms per 10 kB",
            target=f"<= {MILLIS_MAX}",
            is_met=millis <= MILLIS_MAX,
            note="the whole lexicon, all views",
        )


def _long_adverts(scanner: ColumnarScanner) -> Iterator[Row]:
    """One advert over and over in a text: with the columns, and one by one as the server reads."""
    one_by_one = ColumnarScanner(
        scanner.detector, kept_in=wiring.cache_folder(), few_chars=sys.maxsize
    )
    one_by_one.examine(ADVERT)
    for name, reader in (("", scanner), (", read one by one", one_by_one)):
        for times in LONG_ADVERTS:
            text = f"{ADVERT} " * times
            size = len(text.encode())
            spent = _cpu(lambda text=text, reader=reader: reader.examine(text))
            millis = spent * 1e7 / size
            yield Row(
                area="scan",
                what=f"plain adverts of {size / 1000:.0f} kB in one text{name}",
                value=millis,
                unit="ms per 10 kB",
                target=f"<= {MILLIS_MAX}",
                is_met=millis <= MILLIS_MAX,
            )


def _memory(folder: Path) -> Row:
    path = folder / "many.parquet"
    write_parquet(path, MEMORY_POSTS)
    assert pq.ParquetFile(path).metadata.num_rows == MEMORY_POSTS
    root = Path(__file__).parents[1]
    peak = peak_mebibytes(_MEMORY, str(path), str(root), str(root / "src"))
    return Row(
        area="scan",
        what=f"peak memory, {MEMORY_POSTS:,} posts",
        value=peak,
        unit="MiB",
        target=f"<= {MEBIBYTES_MAX}",
        is_met=peak <= MEBIBYTES_MAX,
    )


def _rate(work: Callable[[], object]) -> float:
    work()  # the first run waits for pages and caches that a scan of minutes waits for once
    return POSTS / _cpu(work)


def _cpu(work: Callable[[], object], runs: int = RUNS) -> float:
    taken = []
    for _ in range(runs):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return sorted(taken)[len(taken) // 2]


def _speed(what: str, rate: float, at_least: float) -> Row:
    return Row(
        area="scan",
        what=what,
        value=rate,
        unit="posts/s/core",
        target=f">= {at_least:,}",
        is_met=rate >= at_least,
        note=f"{POSTS:,} posts of 40 characters, 1 % adverts; nothing remembered between runs",
    )


def _row(what: str, value: float, unit: str, *, target: str = "", note: str = "") -> Row:
    is_met = value <= float(target.split()[-1]) if target else None
    return Row(
        area="scan", what=what, value=value, unit=unit, target=target, is_met=is_met, note=note
    )
