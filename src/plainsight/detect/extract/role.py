"""Whose a value is, read from the words around it. Mention is not ownership."""

import re

from plainsight.detect.extract.kind import ExtractKind, Role

_BEFORE_CHARS = 60
_AFTER_CHARS = 24
_MONEY = frozenset(
    {
        ExtractKind.CAS,
        ExtractKind.AMOUNT,
        ExtractKind.RATE,
        ExtractKind.PERCENT,
        ExtractKind.CURRENCY,
    }
)
# "Swindlers keep away" stands in half of all adverts and warns of nobody in particular.
_KEEP_AWAY = re.compile(
    r"(?:骗子|骗票|骗狗|嘴炮|scammers?|estafadores)[^。\n]{0,3}(?:勿|绕|滚|别|请|走开|远离|免|stay away|no|abstenerse)"
)
_WARNING = re.compile(
    r"骗子|被骗|诈骗|举报|曝光|警惕|小心|避雷|谨防|防骗|冒充|假冒|黑名单|上当|警方|(?<![a-z])(?:scam|scammer|scammed|fraud|beware"
    r"|impersonat\w{0,4}|reported|do not|don't|dont|never|estafa\w{0,4}|cuidado|fraude|denunci\w{0,4}|no contacte\w?)(?![a-z])"
)
_VICTIM = re.compile(
    r"受害|被盗|我被|(?<![a-z])(?:victim|v[ií]ctima|stolen from|stole from|hacked|hackeada)"
)
_EXAMPLE = re.compile(
    r"例如|比如|示例|样例|(?<![a-z])(?:for example|e\.g\.|example|such as|por ejemplo|ejemplo|placeholder)"
)
_THIRD = re.compile(
    r"(?:转自|来源|代发|发布者|他的|她的|他们的|朋友的|客户的|(?<![a-z])(?:via|rt|credit|by|his|her|their|from|de parte de|su|fuente))[\s:：]{0,2}$"
)
_PAYEE = re.compile(
    r"打款|转账|转到|汇到|收款|付款|充值|打到|(?<![a-z])(?:send|pay|deposit|transfer|donate|env[ií]a\w{0,3}|deposita\w{0,3}|paga\w{0,3}|transfier\w{0,3}"
    r"|payment|wallet|address|my)(?![a-z])"
)
_CONTACT = re.compile(
    r"联系|加我|私聊|咨询|客服|找我|滴滴|合作|添加|详情|业务|洽谈|热线|商务|老板|(?<![a-z])(?:contact|add|dm|pm|text|call|reach|msg|message|hit"
    r"|hmu|write|inbox|whatsapp|escr[ií]b\w{0,4}|cont[aá]ct\w{0,4}|ll[aá]m\w{0,4}|agr[eé]ga\w{0,3}|info|manda\w{0,3})(?![a-z])"
)
_WALLETS = "wallet."


def read_role(plain: str, kind: ExtractKind, start: int, end: int) -> Role:
    """Judge `plain[start:end]` by the words before and shortly after it."""
    if kind in _MONEY:
        return Role.UNKNOWN  # an amount or a substance is nobody's
    before = _KEEP_AWAY.sub("", plain[max(0, start - _BEFORE_CHARS) : start])
    after = _KEEP_AWAY.sub("", plain[end : end + _AFTER_CHARS])
    around = before + "\n" + after
    if _VICTIM.search(around):
        return Role.VICTIM
    if _WARNING.search(around):
        return Role.WARNING
    if _EXAMPLE.search(before):
        return Role.EXAMPLE
    if _THIRD.search(before):
        return Role.THIRD_PARTY
    if kind.startswith(_WALLETS):
        return Role.PAYEE if _PAYEE.search(around) else Role.UNKNOWN
    return Role.CONTACT if _CONTACT.search(around) else Role.UNKNOWN
