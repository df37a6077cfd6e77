"""The agencies whose names stand in the datelines of wire stories."""

import re

from searchkit.extract.dates.names import fold

# Names that are nothing else in brackets at the head of a story, and may stand there without a place.
_PLAIN = frozenset(
    fold("""reuters|reuter|рейтер|ロイター|路透|ap|associated press|the associated press|afp|agence france-presse|dpa
        |upi|xinhua|新华社|ansa|efe|cnn|cnn business|tass|itar-tass|тасс|итар-тасс|ria novosti|риа новости|interfax
        |интерфакс|интерфакс-украина|bloomberg|bloomberg news|apa|kyodo|kyodo news|jiji|yonhap|anadolu|anadolu agency
        |lusa|europa press|canadian press|the canadian press|press association|pa media|business wire
        |businesswire|globe newswire
        |globenewswire|prnewswire|pr newswire|marketwire|marketwired|accesswire|newsfile corp.|dow jones
        |dow jones newswires|thomson reuters foundation|inter press service|knight ridder|mcclatchy|adnkronos|askanews
        |lapresse|notimex|prensa latina|agencia brasil|ukrinform|укринформ|укрінформ|унiан|уніан|унн
        |deutsche presse-agentur|agenzia italia|news agency of nigeria|ghana news agency|agence ivoirienne de presse""")
    .replace("\n", "")
    .replace("        ", "")
    .split("|")
)
# Short ones, which count behind a place. Not here: PA, which is Pennsylvania.
_BEHIND_A_PLACE = _PLAIN | frozenset(
    fold("""aa aap aaa abna acn adn afx agerpres agi agn aip aki amg amna ana ana-mpa angop ani anp ansalatina anta
        antara app aps armenpress ats azertac bbc belga belta bernama bss bta cana cna cns colpisa cp ctk
        ctka csa dapd ddp dj
        ena epd fna gna hina ians ids iina ina inp ips ipsnews irin irna isna jana jta kazinform kcna kna kuna kun.uz lm
        map mehr mena mia mna mti mtv nan nampa nna ntb oana ots pajhwok panapress pana pap petra pti pts qna rfe/rl
        ritzau rna rtr rtrs sana sapa sda sid sita spa srna sta stt suna tanjug tap tasr telam tna tns trend tt tvn uni
        unian unn vna vnexpress vwd wafa wam xh zenit čtk""").split()
)
_PARTS = re.compile(r"\s*[/,;+&]\s*|\s+(?:and|et|und|y)\s+")
_MOST_CHARS = 40


def is_agency(text: str, stands_alone: bool) -> bool:
    """Whether a text in brackets is the name of an agency, or of several: `Reuters`, `dpa/lnw`, `AP Photo`.

    Short names count only behind a place: `stands_alone` says that there is none.
    """
    if not 1 < len(text) <= _MOST_CHARS:
        return False
    known = _PLAIN if stands_alone else _BEHIND_A_PLACE
    names = [" ".join(fold(part).split()) for part in _PARTS.split(text.strip())]
    return any(name in known or re.split(r"[-\s]", name)[0] in _PLAIN for name in names if name)
