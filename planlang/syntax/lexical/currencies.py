"""The currency codes of ISO 4217 that may stand behind a number, and the signs and names that people write for them."""

from __future__ import annotations

_CODES = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
CLF CLP CNH CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD
HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL
LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR
PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP
TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
"""
CURRENCIES = frozenset(_CODES.split())

SIGNS = {"€": "EUR", "£": "GBP", "$": "USD", "¥": "CNY", "￥": "CNY", "₹": "INR", "₩": "KRW"}
"""Before or behind a number. An amount in `$` of a plan in another dollar is in another currency than the plan, and is told so."""

LONG_SIGNS = {
    "US$": "USD",
    "R$": "BRL",
    "HK$": "HKD",
    "NT$": "TWD",
    "NZ$": "NZD",
    "MX$": "MXN",
    "A$": "AUD",
    "C$": "CAD",
    "S$": "SGD",
}
"""Signs with letters, before a number only."""

NAMES = {
    "RMB": "CNY",
    "人民币": "CNY",
    "元人民币": "CNY",
    "美元": "USD",
    "欧元": "EUR",
    "英镑": "GBP",
    "日元": "JPY",
    "港元": "HKD",
    "港币": "HKD",
    "台币": "TWD",
    "新台币": "TWD",
    "韩元": "KRW",
    "加元": "CAD",
    "澳元": "AUD",
    "新加坡元": "SGD",
    "瑞士法郎": "CHF",
    "泰铢": "THB",
    "卢布": "RUB",
}
"""What people call a currency."""

PLAIN_NAMES = NAMES | {"元": "CNY", "yuan": "CNY", "renminbi": "CNY", "euro": "EUR", "euros": "EUR"}
"""The same where a currency is declared; behind a number `元` is the currency of the plan."""
