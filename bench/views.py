"""The views: time per post, time of a search, time on hostile posts, and every code point tried."""

from collections.abc import Callable

from bench.row import Row
from bench.timing import median_seconds
from plainsight.detect.views import Index, View, read, variants

ORDINARY = (
    "今天下班以后想去楼下的小馆子吃碗面，顺便给孩子买点水果，有人知道哪家的桃子好吃吗",
    "Had a lovely evening with the neighbours",
    "Ayer llovió tanto que nos quedamos en casa",
)
ADVERT = "实力车隊长期收Ｕ，咔接茴U，不★冻★卡，泡fen日结，飞机：@abc_def12"
TERMS = [
    "换汇", "洗钱", "跑分", "车队", "料主", "卡商", "四件套", "卡接回U", "地下钱庄", "收款码",
    "冻卡", "日结", "usdt", "fentanyl", "ketamine", "telegram", "efectivo", "perico", "xanax",
]  # fmt: skip
HOSTILE = {
    "marks": "\u0336", "one mark a letter": "a\u0336", "long expansions": "\ufdfa",
    "one letter": "g", "silent letters": "gh", "stretched": "aaab", "digits": "1", "leet": "@0",
    "chunks": "k3-", "rows that break": "a-b ", "spaces": " ", "symbols": "★", "Han": "换",
    "rare Han": "\U0002a6d0", "a term": "换汇", "a term apart": "换★汇", "a homophone": "唤会",
    "pinyin": "paofen", "letters apart": "f e n t a n y l ", "leet terms": "f3nt4nyl ",
    "base64": "ZmVudGFueWw", "emoji": "🏃", "surrogates": "\ud800", "tags": "\U000e0041",
}  # fmt: skip
BYTES = 10_000
MICROS_MAX = 60
MILLIS_MAX = 50


def run() -> list[Row]:
    """Everything here is plain Python, one core; the compiled scanner is measured in `scan`."""
    terms = {term: list(variants(term)) for term in TERMS}
    index = Index(terms)
    rows = [
        _row(f"read as {view}, post of 40", _micros(lambda v=view: [read(t, v) for t in ORDINARY]))
        for view in View
    ]
    rows.append(_row("search, ordinary post of 40", _search_micros(index, ORDINARY), MICROS_MAX))
    rows.append(_row("search, advert of 40", _search_micros(index, (ADVERT,))))
    rows.append(
        _row("forms of one term", _micros(lambda: [list(variants(t)) for t in TERMS], len(TERMS)))
    )
    worst = [_worst(f"worst 10 kB read as {view}", lambda t, v=view: read(t, v)) for view in View]
    return [*rows, *worst, _worst("worst 10 kB searched", index.find)]


def _search_micros(index: Index, texts: tuple[str, ...]) -> float:
    return _micros(lambda: [index.find(text) for text in texts], len(texts))


def _micros(work: Callable[[], object], calls: int = len(ORDINARY)) -> float:
    repeats = 200
    return median_seconds(lambda: [work() for _ in range(repeats)]) / repeats / calls * 1e6


def _worst(what: str, work: Callable[[str], object]) -> Row:
    millis = {}
    for name, piece in HOSTILE.items():
        size = len(piece.encode("utf-8", "surrogatepass"))
        text = piece * (BYTES // size)
        millis[name] = median_seconds(lambda text=text: work(text), runs=3) * 1e3
    name = max(millis, key=lambda name: millis[name])
    return Row(
        area="views",
        what=what,
        value=millis[name],
        unit="ms",
        target=f"<= {MILLIS_MAX}",
        is_met=millis[name] <= MILLIS_MAX,
        note=name,
    )


def _row(what: str, micros: float, at_most: float | None = None) -> Row:
    return Row(
        area="views",
        what=what,
        value=micros,
        unit="us",
        target="" if at_most is None else f"<= {at_most:g}",
        is_met=None if at_most is None else micros <= at_most,
    )
