"""Words that say what a number is, and whose: for phones, CAS numbers and roles."""

from collections.abc import Iterator

from plainsight.detect.extract.vocabulary import Entry, Sense, entries_of

_COUNTRIES = {
    "HK": "香港|hong kong|hongkong|hk",
    "TW": "台湾|taiwan",
    "MY": "马来|malaysia",
    "SG": "新加坡|singapore",
    "PH": "菲律宾|philippines",
    "KH": "柬埔寨|cambodia",
    "TH": "泰国|thailand",
    "AE": "迪拜|dubai|uae",
    "MX": "墨西哥|mexico|mx|cdmx|guadalajara|monterrey|tijuana|culiacan|sinaloa",
    "ES": "espana|madrid|barcelona",
    "CO": "colombia|bogota|medellin",
    "GB": "uk|london|england|英国",
    "CA": "canada|toronto|vancouver|加拿大",
    "AU": "australia|sydney|melbourne|澳洲",
    "US": "usa|美国|los angeles|new york|houston|texas|miami|chicago",
}
_CUES = {
    Sense.PHONE_CUE: (
        "电话|手机|手机号|热线|联系电话|致电|拨打|短信|☎|✆|📞|📱|tel|telf|telefono|telephone"
        "|phone|call|text|txt|sms|cell|cel"
        "|celular|movil|mobile|mob|ring|dial|llama|llamame|llamar|llamanos|marca|numero|fono"
        "|number|contact no|hotline|call/text"
    ),
    Sense.RATE: (
        "汇率|汇价|牌价|u价|费率|点位|点数|比例|抽成|佣金|exchange rate|rate|tasa|tipo de cambio"
        "|cambio|comision|fee"
    ),
    Sense.TRADE: (
        "powder|crystal|oil|stock|purity|supply|supplier|suppliers|sell|selling|sale|sales|ship"
        "|shipping|shipment|deliver*"
        "|customs|clearance|vendor|factory|best|quality|kg|price|wholesale|bulk|order|bmk|pmk"
        "|现货|纯度|粉|出售|供应|清关|双清|厂家"
        "|原料|中间体|发货|价格|批发|polvo|venta|vendo|vendemos|envio|envios|pureza|proveedor"
        "|aduana|aduanas|precio"
    ),
    Sense.CONTACT: (
        "我的|my wechat|my telegram|my whatsapp|my wickr|mi telegram|mi whatsapp|mi wechat"
        "|nuestro whatsapp|our whatsapp|联系|加我|私聊|私我|咨询|客服|找我|滴滴|合作|添加|详情"
        "|业务|洽谈|热线|商务|来谈|来聊"
        "|对接|勿扰|绕道|骚扰|contact*|add|dm|pm me|text"
        "|call|reach|msg|message|hit me|hmu|write|inbox|ping|find me|order via|escribeme"
        "|escribenos|escribanos|escribanme|escribe al|escribir al|contact*"
        "|llam*|agrega*|manda*|mandame|info"
        "|informes|pedidos|whatsapp me|talk|chat"
    ),
    Sense.PAYEE: (
        "打款|转账|转到|汇到|汇款|收款|付款|充值|打到|入金|收u|充u|send|sent to|pay|pay to"
        "|deposit|transfer|donate|donation|payment"
        "|payments|envia*|deposita*|deposito|paga|pagar|pagos|transfier*|transferir|wallet"
        "|address|地址"
    ),
    Sense.WARNING: (
        "骗子|骗人|骗局|被骗|诈骗|举报|曝光|警惕|避雷|谨防|防骗|冒充|假冒|黑名单|上当|警方|不要加"
        "|别加|不要转|别转|scam|scammer|scammers"
        "|scammed|scamming|fraud|fraudster|fraudulent|beware|impersonat*|fake account|reported"
        "|do not send|do not contact"
        "|do not trust|do not pay|do not add|don't send|don't contact|don't trust|don't pay"
        "|don't add|never send|never pay"
        "|avoid|phishing|estafa*|cuidado con|fraude|fraudes|denunci*|no contacten|no envies"
        "|no envien|no deposites|alerta"
    ),
    Sense.VICTIM: (
        "受害|被盗|我被|盗走|victim*|stolen from|stole from|was hacked|got hacked|victima*"
        "|me robaron|me llamaron|me marcaron|le robaron|robado"
    ),
    Sense.EXAMPLE: (
        "例如|比如|示例|样例|for example|e.g.|eg.|such as|example|por ejemplo|ejemplo|placeholder"
    ),
    Sense.THIRD_PARTY: (
        "转自|转发自|来源|代发|发布者|他的|她的|他们的|朋友的|客户的|rt|cr|credit|his|her|their"
        "|victim's|via|courtesy|fuente|de parte de"
        "|por|by|from"
    ),
    Sense.GUARANTOR: (
        "担保|担保人|担保方|担保群|公群|押金上|中间人|escrow|escrow via|guarantor|middleman"
        "|garante|garantia|intermediario"
    ),
}  # fmt: skip


def entries() -> Iterator[Entry]:
    """The vocabulary of cues; countries are keyed by ISO 3166 code."""
    for code, names in _COUNTRIES.items():
        yield from entries_of(Sense.COUNTRY, names, key=code)
    for sense, words in _CUES.items():
        yield from entries_of(sense, words)
