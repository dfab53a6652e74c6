"""One cheap look that decides whether a text deserves the extractors at all."""

import re

from plainsight.detect.extract.lookup import may_name_something

# Digits in any style, @, and the letters that may hide either: styled, Greek, Cyrillic.
_SYMBOLS = re.compile(
    "[0-9@\u00b2\u00b3\u00b9\u0370-\u052f\u0660-\u0669\u06f0-\u06f9\u1d00-\u1d7f\u2070-\u209c"
    "\u2150-\u218b\u2460-\u24ff\u2776-\u2793\u3220-\u3229\u3280-\u3289\uff10-\uff19\uff20-\uff3a"
    "\uff41-\uff5a\U0001d400-\U0001d7ff\U0001f100-\U0001f1ff]"
)
_ASCII_SIGNS = re.compile(r"[a-zA-Z]\.[a-zA-Z]|://|[\[({<]\s?(?:\.|dot|at|punto|arroba)")
_NUMERAL = "[零〇洞一二两三四五六七八九幺壹贰叁肆伍陆柒拐捌玖勾]"
_HAN_SIGNS = re.compile(
    r"[一二三四五六七八九十百千两几]\s?(?:[万亿千百]|块钱|元|个点|刀|美|[uU油])|百分之"
    rf"|{_NUMERAL}(?:[^\w]?{_NUMERAL}){{4}}"
    r"|[加伽+➕家夹添联][^\w]?[vVqQ薇微威葳溦徽蔚喂韦维扣抠蔻口鹅企飞]"
)
_LONE_LETTER = re.compile(r"[vVqQ](?<![a-zA-Z].)\s?[:：]", re.DOTALL)


def is_worth_reading(text: str) -> bool:
    """False only for texts in which no extractor can find anything."""
    if _SYMBOLS.search(text):
        return True
    if ("." in text or "/" in text or "(" in text or "[" in text) and _ASCII_SIGNS.search(text):
        return True
    if not text.isascii() and (_HAN_SIGNS.search(text) or _LONE_LETTER.search(text)):
        return True
    return may_name_something(text)
