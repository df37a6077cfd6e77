"""Slugs of wire stories, and first sentences that only look like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.extract.wire import Slug, slug_of

TEXT = "The harbour opened again on Tuesday, the mayor said."

# slug, dateline, agency, month, day, year
SLUGS = [
    ("LONDON, Sept 1 (Reuters) - ", "LONDON, Sept 1", "Reuters", 9, 1, 0),
    ("LONDON (Reuters) - ", "LONDON", "Reuters", 0, 0, 0),
    ("LONDON Sept 1 (Reuters) - ", "LONDON Sept 1", "Reuters", 9, 1, 0),
    ("(Reuters) - ", "", "Reuters", 0, 0, 0),
    ("Sept 1 (Reuters) - ", "Sept 1", "Reuters", 9, 1, 0),
    ("KYIV/MOSCOW, Feb 24 (Reuters) - ", "KYIV/MOSCOW, Feb 24", "Reuters", 2, 24, 0),
    ("ABOARD AIR FORCE ONE, Sept 1 (Reuters) - ", "ABOARD AIR FORCE ONE, Sept 1", "Reuters", 9, 1, 0),
    ("WASHINGTON, Sept 1 (Reuters) ", "WASHINGTON, Sept 1", "Reuters", 9, 1, 0),
    ("NEW YORK (Thomson Reuters Foundation) - ", "NEW YORK", "Thomson Reuters Foundation", 0, 0, 0),
    ("WASHINGTON (AP) — ", "WASHINGTON", "AP", 0, 0, 0),
    ("NEW YORK (AP) _ ", "NEW YORK", "AP", 0, 0, 0),
    ("SPRINGFIELD, Ill. (AP) — ", "SPRINGFIELD, Ill.", "AP", 0, 0, 0),
    ("ST. PETERSBURG, Russia (AP) — ", "ST. PETERSBURG, Russia", "AP", 0, 0, 0),
    ("PORT-AU-PRINCE, Haiti (AP) - ", "PORT-AU-PRINCE, Haiti", "AP", 0, 0, 0),
    ("UNITED NATIONS (AP) -- ", "UNITED NATIONS", "AP", 0, 0, 0),
    ("LONDON, England (CNN) -- ", "LONDON, England", "CNN", 0, 0, 0),
    ("(CNN) -- ", "", "CNN", 0, 0, 0),
    ("BEIJING, Sept. 1 (Xinhua) -- ", "BEIJING, Sept. 1", "Xinhua", 9, 1, 0),
    ("WASHINGTON, Sept. 1 (UPI) -- ", "WASHINGTON, Sept. 1", "UPI", 9, 1, 0),
    ("Sept. 1 (Bloomberg) -- ", "Sept. 1", "Bloomberg", 9, 1, 0),
    ("NEW DELHI, Sep 1 (PTI) ", "NEW DELHI, Sep 1", "PTI", 9, 1, 0),
    ("KUALA LUMPUR: Sept 1 (Bernama) -- ", "KUALA LUMPUR: Sept 1", "Bernama", 9, 1, 0),
    ("U.N. HEADQUARTERS, Oct. 2 (IPS) - ", "U.N. HEADQUARTERS, Oct. 2", "IPS", 10, 2, 0),
    ("LONDON, Sept 1, 2023 (GLOBE NEWSWIRE) -- ", "LONDON, Sept 1, 2023", "GLOBE NEWSWIRE", 9, 1, 2023),
    ("NEW YORK, Sept. 1, 2023 /PRNewswire/ -- ", "NEW YORK, Sept. 1, 2023", "PRNewswire", 9, 1, 2023),
    ("LONDON--(BUSINESS WIRE)--", "LONDON", "BUSINESS WIRE", 0, 0, 0),
    ("SEOUL, Sept. 1 (Yonhap) -- ", "SEOUL, Sept. 1", "Yonhap", 9, 1, 0),
    ("Paris, Sept 1, 2023 (AFP) - ", "Paris, Sept 1, 2023", "AFP", 9, 1, 2023),
    ("Paris, 1er sept. 2023 (AFP) - ", "Paris, 1er sept. 2023", "AFP", 9, 1, 2023),
    ("PARIS, 5 jan 2006 (AFP) - ", "PARIS, 5 jan 2006", "AFP", 1, 5, 2006),
    ("Bruxelles (AFP/Belga) – ", "Bruxelles", "AFP/Belga", 0, 0, 0),
    ("GENÈVE (ATS) - ", "GENÈVE", "ATS", 0, 0, 0),
    ("Berlin (dpa) - ", "Berlin", "dpa", 0, 0, 0),
    ("Berlin, 1. September (Reuters) - ", "Berlin, 1. September", "Reuters", 9, 1, 0),
    ("Hamburg/Berlin (dpa/lno) – ", "Hamburg/Berlin", "dpa/lno", 0, 0, 0),
    ("Frankfurt/Main (AP) - ", "Frankfurt/Main", "AP", 0, 0, 0),
    ("Wien/Berlin (APA/dpa) – ", "Wien/Berlin", "APA/dpa", 0, 0, 0),
    ("Zürich (awp/sda) - ", "Zürich", "awp/sda", 0, 0, 0),
    ("Madrid, 1 sep (EFE).- ", "Madrid, 1 sep", "EFE", 9, 1, 0),
    ("MADRID, 1 Sep. (EUROPA PRESS) - ", "MADRID, 1 Sep.", "EUROPA PRESS", 9, 1, 0),
    ("Ciudad de México, 1 de septiembre (EFE).- ", "Ciudad de México, 1 de septiembre", "EFE", 9, 1, 0),
    ("(ANSA) - ROMA, 1 SET - ", "ROMA, 1 SET", "ANSA", 9, 1, 0),
    ("Roma (Adnkronos) - ", "Roma", "Adnkronos", 0, 0, 0),
    ("Rio de Janeiro, 1 set (Lusa) - ", "Rio de Janeiro, 1 set", "Lusa", 9, 1, 0),
    ("SÃO PAULO, 1 set (Reuters) - ", "SÃO PAULO, 1 set", "Reuters", 9, 1, 0),
    ("AMSTERDAM (ANP) - ", "AMSTERDAM", "ANP", 0, 0, 0),
    ("STOCKHOLM (TT) – ", "STOCKHOLM", "TT", 0, 0, 0),
    ("Warszawa (PAP) - ", "Warszawa", "PAP", 0, 0, 0),
    ("İSTANBUL (AA) - ", "İSTANBUL", "AA", 0, 0, 0),
    ("МОСКВА, 1 сен — РИА Новости. ", "МОСКВА, 1 сен", "РИА Новости", 9, 1, 0),
    ("МОСКВА, 1 сентября. /ТАСС/. ", "МОСКВА, 1 сентября.", "ТАСС", 9, 1, 0),
    ("新华社北京9月1日电（记者张三）", "北京9月1日", "新华社", 9, 1, 0),
    ("[東京 1日 ロイター] - ", "東京 1日", "ロイター", 0, 0, 0),
    ("WASHINGTON, Sept. 1 — ", "WASHINGTON, Sept. 1", "", 9, 1, 0),
    ("SMALLVILLE, Sept. 1 -- ", "SMALLVILLE, Sept. 1", "", 9, 1, 0),
    ("Berlin, 1. September – ", "Berlin, 1. September", "", 9, 1, 0),
    ("CEDAR RAPIDS, Iowa — ", "CEDAR RAPIDS, Iowa", "", 0, 0, 0),
    ("SAN FRANCISCO, Calif. -- ", "SAN FRANCISCO, Calif.", "", 0, 0, 0),
    ("SEOUL, South Korea — ", "SEOUL, South Korea", "", 0, 0, 0),
    ("LONDON - ", "LONDON", "", 0, 0, 0),
    ("LONDON -- ", "LONDON", "", 0, 0, 0),
    ("JERUSALEM—", "JERUSALEM", "", 0, 0, 0),
    ("BERLIN – ", "BERLIN", "", 0, 0, 0),
    ("SÃO PAULO - ", "SÃO PAULO", "", 0, 0, 0),
    ("İSTANBUL - ", "İSTANBUL", "", 0, 0, 0),
    ("МОСКВА — ", "МОСКВА", "", 0, 0, 0),
]

SENTENCES = [
    "Jean-Claude Juncker - the man from Luxembourg - spoke first.",
    "Marks & Spencer - the retailer - said sales rose.",
    "London - the capital - woke to snow.",
    "NATO - the alliance - met on Tuesday.",
    "NATO - The alliance met on Tuesday.",
    "IBM — The company said on Tuesday.",
    "COVID-19 — The disease spread.",
    "EXCLUSIVE — The minister will resign.",
    "UPDATE 1 - Shares fell on Monday.",
    "BREAKING — Police said on Monday.",
    "OPINION — The law is bad.",
    "FILE - In this Sept. 1 file photo, a man walks.",
    "FACTBOX - Five facts about the vote",
    "Q - What is the plan?",
    "A — The plan is simple.",
    "Paris-based Total said profits rose.",
    "LONDON-based Barclays said profits rose.",
    "New York-listed shares fell 2%.",
    "Washington — and the world — watched.",
    "Spider-Man (2002) - a film by Sam Raimi.",
    "The Associated Press (AP) - founded in 1846 - is an agency.",
    "Reuters (the news agency) - said so.",
    "Bank of England Governor Mervyn King (BoE) - said.",
    "Berlin (West) - The city was divided.",
    "Philadelphia (PA) - The mayor spoke.",
    "PHILADELPHIA (PA) - The mayor spoke.",
    "John Smith (Labour) - The member for Leeds.",
    "Manchester United - Liverpool 2-1",
    "MANCHESTER UNITED - Liverpool ended 2-1.",
    "Real Madrid - Barcelona ended in a draw.",
    "PARIS ST GERMAIN - Lyon was called off.",
    "Paris - Roubaix was won by a Belgian.",
    "PARIS-ROUBAIX was won by a Belgian.",
    "PARIS FASHION WEEK — The models came.",
    "May 1 — Workers marched.",
    "Sept. 11 - The day that changed all.",
    "On Sept 1 - the first day of school - it rained.",
    "Monday, Sept 1 - The day began with rain.",
    "MONDAY, SEPT 1 — The day began with rain.",
    "Apple, Google — The two firms said.",
    "SMITH, John — The banker died on Monday.",
    "AC MILAN — The club said.",
    "WASHINGTON POST — The paper said.",
    "G20 - The group met.",
    "US - China talks resumed.",
    "U.S. — China talks resumed.",
    "Analysis — The market is wrong.",
    "CAMP DAVID, Area 51 (AP) - no such place",
    "ISIS — The group said.",
    "OPEC -- The cartel cut output.",
    "DEAR ABBY — My husband snores.",
    '"London - Text" is how it began.',
    "(c) 2006 - All rights reserved.",
    "(Note) - The figures are rounded.",
    "(AA) - The batteries sell well.",
    "10 Downing Street - The residence was quiet.",
    "MIT — The institute said.",
    "CHICAGO BULLS — The team won.",
    "PAKISTAN - The government fell.",
    "BOSTON DYNAMICS -- Robots dance.",
    "VIENNA PHILHARMONIC – The orchestra plays.",
    "SAN FRANCISCO 49ERS — The team lost.",
    "São Paulo – o maior centro – parou.",
    "Der Hamburger SV - Bayern München 0:9",
    "Angela Merkel (CDU) - Die Kanzlerin sagte",
    "Olaf Scholz (SPD) – Der Kanzler sagte",
    "BERLIN (Brandenburg) - Der Ort",
    "El País - España gana.",
    "Le Mans - La course commence.",
    "Mr. Smith - 45 - was arrested.",
    "Москва — столица России.",
    "НАТО — Альянс провел учения.",
    "Xi Jinping -- China's leader -- arrived.",
    "China - Taiwan tensions rise.",
    "Brent crude - Sept 1 (LCOc1) - rose",
    "Sept 1 (the first of the month) - We open.",
    "Dow Jones (DJIA) - The index fell.",
    "WHO (Geneva) - The agency said.",
    "Rolls-Royce — Engines sold well.",
    "Coca-Cola -- The maker of Coke said.",
    "Al-Qaeda - The network said.",
    "MARCH 8 - Women march.",
    "TOKYO 2020 — The Games were late.",
    "STOCKHOLM SYNDROME — The term was coined.",
    "ROME, Open City — The film by Rossellini.",
    "ATHENS, SPARTA — The two cities fought.",
    "GEORGIA — The state voted.",
    "VICTORIA - The queen died in 1901.",
    "FLORENCE - The nurse was born in Italy.",
    "SALVADOR - The painter had a moustache.",
]


@pytest.mark.parametrize(("slug", "dateline", "agency", "month", "day", "year"), SLUGS)
def test_a_slug_gives_place_agency_and_day(
    slug: str, dateline: str, agency: str, month: int, day: int, year: int
) -> None:
    assert slug_of(slug + TEXT) == Slug(dateline, agency, len(slug), month, day, year)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_with_names_and_dashes_is_no_slug(sentence: str) -> None:
    assert slug_of(sentence) is None


@pytest.mark.parametrize("paragraph", ["LONDON (Reuters) - ", "LONDON, Feb 30 (Reuters) - Text", "", "-", "("])
def test_a_slug_needs_a_day_that_there_is_and_a_text_behind_it(paragraph: str) -> None:
    assert slug_of(paragraph) is None


@given(st.lists(st.sampled_from([*"A-a(/).,: —", "Al", "Sept", "1", "--", "(AP)", "el ", "A'"]), max_size=120))
def test_any_text_has_a_slug_within_it_or_none(pieces: list[str]) -> None:
    text = "".join(pieces)
    slug = slug_of(text)
    assert slug is None or 0 < slug.char_end < len(text)
