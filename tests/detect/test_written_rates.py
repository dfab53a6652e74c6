"""Rates and shares as people write them: the value and exact span, and nothing for lookalikes."""

import pytest
from tests.strategies.marked import bare, with_marks

from plainsight.detect.extract import Extract

WRITTEN = (
    "<汇率7.25|rate 7.25>，量大从优",
    "<U价7.3|rate 7.3>",
    "<1:7.2|rate 7.2>换",
    "美金换人民币<1比7.1|rate 7.1>",
    "<汇率七点二|rate 7.2>",
    "<rate 7.15|rate 7.15> today",
    "<rate is 7.2|rate 7.2>, min 10k",
    "at <19.5 pesos per dollar|rate 19.5>",
    "<tipo de cambio 18.40|rate 18.4>",
    "a <18.5 el dólar|rate 18.5>",
    "<1 usd = 7.2|rate 7.2> rmb",
    "<1u=7.3|rate 7.3>",
    "手续费<3%|percent 3>",
    "<点位15个点|rate 15%>",
    "返<12个点|percent 12>",
    "<8-12个点|percent 8-12>",
    "跑分佣金<百分之三|percent 3>",
    "抽成<千分之五|percent 0.5>",
    "<1.5%|percent 1.5>手续费",
    "<佣金3％-5％|rate 3-5%>",
    "扣<三个点|percent 3>",
    "<5个点|percent 5>",
    "<fee 5%|rate 5%>",
    "we take <10 percent|percent 10>",
    "keep <20%|percent 20>, send the rest",
    "comisión del <5%|percent 5>",
    "cobramos <8 por ciento|percent 8>",
    "<6-8%|percent 6-8> over spot",
    "<2 to 3%|percent 2-3>",
    "<2% a 3%|percent 2-3>",
    "<99.5%|percent 99.5> pure",
    "纯度<98%|percent 98>以上",
    "<2.5 个点|percent 2.5>",
    "<十五个点|percent 15>",
    "<1.8％|percent 1.8>",
    "<3 %|percent 3> comisión",
    "7.2地震",
    "汇率是多少",
    "7.2公里",
    "version 7.2",
    "3点见面",
    "the rate limit is 100",
    "比分1:3",
    "1:1 tutoring",
    "9:30 doors open",
    "score 2:1",
    "vendo dólares a <19.20|rate 19.2> pesos",
    "1000 usdt at <7.25|rate 7.25>",
    "<7.2元/美元|rate 7.2>",
    "<$19.50 por dólar|rate 19.5>",
    "dólar a <18.5|rate 18.5>",
    "compro usd a <17,85|rate 17.85>",
    "usd meetup at 10.30 am",
    "三千分之一",
    "500 pesos por dólares",
    "<千分之三到千分之五|percent 0.3-0.5>",
    "今日<牌价7.15|rate 7.15>",
    "<7.2人民币兑1美元|rate 7.2>",
    "7.5/u盘",
    "usdt at 5k",
    "99.95 usd",
    "<7.18|rate 7.18>出U 量大优先",
    "长期收u <7.05|rate 7.05>，秒结",
    "<7.2|rate 7.2>元大量收usdt",
    "今天出泰达币 <6.98|rate 6.98>",
    "收u 5.5万",
    "7.18出u盘",
    "7.31买，8.2发货",
    "收u 9.5折",
    "收U 7.5号结",
)


def label(found: Extract) -> str | None:
    return f"{found.kind} {found.value}" if found.kind in ("rate", "percent") else None


@pytest.mark.parametrize("marked", WRITTEN)
def test_a_rate_is_read_as_a_careful_reader_reads_it(marked: str) -> None:
    assert with_marks(bare(marked), label) == marked
