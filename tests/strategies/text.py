"""Texts for the views: any code point, scripts mixed, and the characters writers hide behind."""

from hypothesis import strategies as st

HIDERS = (
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u202e\ufe0f\ufe0e\u0336\u0301\u0489\u3000\xa0"
    "\U000e0041\ue000\U000f0001\U0001f3fb\u20e3\n\r\t .-*★💰🏃✈️❄️🏦1️⃣"
)
LETTERS = "abcghilpqyzñéüßøðτаеосІＵſＳⓕ𝐟🅵ᴇ🇫½ﬁﷺ㎏⑩⑴〇一壹四伍0139@$!|+€"
CHINESE = "洗钱冼錢换汇換滙跑分足包氵先车俥⾞⻋行仔的曰の収カｶ한ᄒ"

any_text = st.text(st.characters(exclude_categories=()), max_size=60)
hidden_text = st.text(st.sampled_from(HIDERS + LETTERS + CHINESE), max_size=60)
latin_text = st.text(st.sampled_from("aeghilpqcuyvz0123789@$!|+ .-€ñÑ"), max_size=60)
texts = any_text | hidden_text | latin_text
