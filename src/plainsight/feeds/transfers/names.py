"""What banks and platforms call the columns of an export, in English, Spanish and Chinese."""

import re
import unicodedata
from collections.abc import Mapping

# Names as they stand in exports, lower case without separators and accents.
KNOWN: Mapping[str, tuple[str, ...]] = {
    "transfer_id": ("transferid", "tranid", "transactionid", "txid", "paymentid", "reference",
                    "refno", "ref", "id", "uetr", "endtoendid", "trxid",
               "referencia", "numerooperacion", "nooperacion", "idoperacion", "folio",
               "claverastreo", "clavederastreo", "交易流水号", "流水号", "交易编号", "交易号",
               "业务流水号",
               "订单号"),
    "source": ("source", "from", "sender", "payer", "debtor", "debtoraccount", "origacct",
               "nameorig", "fromaccount", "senderaccount", "sourceaccount", "originator",
               "cuentaorigen", "cuentacargo", "cuentaordenante", "ordenante", "emisor",
               "origen", "付款账号", "付款账户", "付款人账号", "付款方账号", "转出账号",
               "汇款账号"),
    "target": ("target", "to", "receiver", "payee", "creditor", "creditoraccount", "beneacct",
               "namedest", "toaccount", "receiveraccount", "targetaccount", "beneficiary",
               "cuentadestino", "cuentaabono", "cuentabeneficiario", "beneficiario",
               "destinatario", "destino", "收款账号", "收款账户", "收款人账号", "收款方账号",
               "转入账号"),
    "amount": ("amount", "value", "sum", "amt", "baseamt", "units", "total", "quantity",
               "importe", "monto", "cantidad", "valor", "交易金额", "金额", "发生额"),
    "asset": ("asset", "currency", "ccy", "curr", "token", "symbol", "paymentcurrency",
               "divisa", "moneda", "币种", "货币", "币别"),
    "at": ("at", "time", "timestamp", "date", "datetime", "trantimestamp", "createdat",
               "bookedat",
           "valuedate", "bookingdate",
               "fechahora", "fechaoperacion", "fecha", "fechavalor", "交易时间", "交易日期",
               "记账日期",
               "时间", "日期"),
    "channel": ("channel", "type", "method", "txtype", "paymentformat", "rail",
               "canal", "tipooperacion", "mediopago", "交易渠道", "渠道", "交易方式"),
    "purpose": ("purpose", "purposecode", "category",
               "codigooperacion"),
    "place": ("place", "branch", "location", "terminal", "atm", "city",
               "sucursal", "oficina", "cajero", "ciudad", "交易网点", "网点", "交易地点"),
    "source_country": ("sourcecountry", "fromcountry", "sendercountry", "debtorcountry",
               "paisorigen", "付款国家"),
    "target_country": ("targetcountry", "tocountry", "receivercountry", "creditorcountry",
               "paisdestino", "收款国家"),
    "account_id": ("accountid", "acctid", "account", "id",
               "cuenta", "numerocuenta", "账号", "账户"),
    "kind": ("kind", "type", "accounttype"),
    "owner": ("owner", "customerid", "holder", "customer", "userid",
               "titular", "cliente", "户名", "客户号"),
    "country": ("country",
               "pais", "国家"),
    "sector": ("sector", "mcc", "industry"),
    "value": ("value", "device", "deviceid", "link"),
    "day": ("day", "date"),
    "reporting": ("reporting", "reportingcurrency", "base", "quote"),
    "rate": ("rate", "price", "fx"),
    "published_by": ("publishedby", "source", "publisher"),
    "laundering": ("laundering", "issar", "label", "islaundering", "fraud"),
    "group": ("group", "alertid", "patternid"),
    "pattern": ("pattern", "alerttype", "modeltype"),
}  # fmt: skip
# Clock times that stand in a column of their own, beside the day.
CLOCKS = ("hora", "time", "clock", "horaoperacion", "交易时刻")
CURRENCY_WORDS = {
    "人民币": "CNY",
    "RMB": "CNY",
    "美元": "USD",
    "欧元": "EUR",
    "港币": "HKD",
    "日元": "JPY",
    "英镑": "GBP",
}


def plain_name(column: str) -> str:
    """A column's name as `KNOWN` writes it."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKD", column.casefold()))
