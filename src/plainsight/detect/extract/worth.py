"""One cheap look that decides whether a text deserves the extractors at all."""

import re
from functools import cache

from plainsight.detect.extract.currency import MAGNITUDES, SIGNS, UNITS
from plainsight.detect.extract.lookup import may_name_something

# One address in three hundred holds no digit; its length gives it away.
_SYMBOLS = re.compile("[0-9@]|[a-z]{25}")
_LINKS = re.compile(r"[^\s.]\.[^\s.]|://|[\[({<]\s?(?:\.|dot|at|点|punto|arroba)")
_NUMERAL = "零〇洞一二两三四五六七八九幺弌壹贰貳弍兩叁參弎肆伍陆陸柒拐捌玖勾"
_LONE_LETTER = re.compile(r"[vq](?<![a-z].)[^\w\n]{0,8}[:=@号]|[a-z]号", re.DOTALL)


def is_worth_reading(plain: str) -> bool:
    """False only for folded texts in which no extractor can find anything."""
    if _SYMBOLS.search(plain):
        return True
    if _may_hold_link(plain) and _LINKS.search(plain):
        return True
    if not plain.isascii() and _han_signs().search(plain):
        return True
    return may_name_something(plain) or _LONE_LETTER.search(plain) is not None


def _may_hold_link(plain: str) -> bool:
    return any(mark in plain for mark in "./([{<")


@cache
def _han_signs() -> re.Pattern[str]:
    """A Han numeral beside what can be counted, a row of them, or a word of adding and a name."""
    counted = {word[0] for names in (*UNITS.values(), *MAGNITUDES) for word in names.split("|")}
    signs = "|".join(map(re.escape, SIGNS))
    return re.compile(
        rf"(?:{signs})\s?[{_NUMERAL}十百千]"
        rf"|[{_NUMERAL}十百千仟拾][\s+多个几]{{0,3}}(?:[{re.escape(''.join(sorted(counted)))}%\-~到至]|个点|个百)"
        rf"|[百千]分之|[{_NUMERAL}]点[{_NUMERAL}]|[{_NUMERAL}](?:[^\w]{{0,3}}[{_NUMERAL}]){{4}}"
        r"|[加伽+家佳夹珈珂嘉茄甲咖添联系我下个][^\w]{0,3}"
        r"[vq薇微威葳溦徽蔚喂嶶韦维扣抠蔻筘寇眍叩口鹅企窛灀飞]"
    )
