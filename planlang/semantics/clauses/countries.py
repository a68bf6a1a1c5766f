"""Countries by name and code.

In: names as people write them. Out: ISO 3166 alpha-2 codes. Whose holidays are known in a given year is
the matter of values/calendars.
"""

from __future__ import annotations

_CODES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV
BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES
ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE
IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY
MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU
NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM
SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE
VG VI VN VU WF WS XK YE YT ZA ZM ZW
"""
COUNTRY_CODES = frozenset(_CODES.split())
"""ISO 3166 alpha-2 codes."""

COUNTRY_NAMES = {
    "china": "CN",
    "中国": "CN",
    "hong_kong": "HK",
    "香港": "HK",
    "taiwan": "TW",
    "台湾": "TW",
    "macau": "MO",
    "澳门": "MO",
    "usa": "US",
    "united_states": "US",
    "美国": "US",
    "germany": "DE",
    "德国": "DE",
    "uk": "GB",
    "united_kingdom": "GB",
    "英国": "GB",
    "france": "FR",
    "法国": "FR",
    "japan": "JP",
    "日本": "JP",
    "korea": "KR",
    "south_korea": "KR",
    "韩国": "KR",
    "singapore": "SG",
    "新加坡": "SG",
    "india": "IN",
    "印度": "IN",
    "australia": "AU",
    "澳大利亚": "AU",
    "new_zealand": "NZ",
    "新西兰": "NZ",
    "canada": "CA",
    "加拿大": "CA",
    "mexico": "MX",
    "墨西哥": "MX",
    "brazil": "BR",
    "巴西": "BR",
    "argentina": "AR",
    "阿根廷": "AR",
    "spain": "ES",
    "西班牙": "ES",
    "portugal": "PT",
    "葡萄牙": "PT",
    "italy": "IT",
    "意大利": "IT",
    "netherlands": "NL",
    "荷兰": "NL",
    "belgium": "BE",
    "比利时": "BE",
    "switzerland": "CH",
    "瑞士": "CH",
    "austria": "AT",
    "奥地利": "AT",
    "sweden": "SE",
    "瑞典": "SE",
    "norway": "NO",
    "挪威": "NO",
    "denmark": "DK",
    "丹麦": "DK",
    "finland": "FI",
    "芬兰": "FI",
    "poland": "PL",
    "波兰": "PL",
    "russia": "RU",
    "俄罗斯": "RU",
    "turkey": "TR",
    "土耳其": "TR",
    "uae": "AE",
    "阿联酋": "AE",
    "saudi_arabia": "SA",
    "沙特": "SA",
    "south_africa": "ZA",
    "南非": "ZA",
    "thailand": "TH",
    "泰国": "TH",
    "vietnam": "VN",
    "越南": "VN",
    "malaysia": "MY",
    "马来西亚": "MY",
    "indonesia": "ID",
    "印度尼西亚": "ID",
    "印尼": "ID",
    "philippines": "PH",
    "菲律宾": "PH",
}


def country_code(name: str) -> str | None:
    """The ISO code of a country by name (English or Chinese) or code, or None where it is not known."""
    code = COUNTRY_NAMES.get(name.lower().replace(" ", "_"))
    if code is not None:
        return code
    return name.upper() if name.upper() in COUNTRY_CODES else None
