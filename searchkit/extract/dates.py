"""Reads publication dates out of fields, texts, paths and addresses, without guessing.

Own code and not dateparser: that one reads `01/09/2023` the American way unasked, fills missing parts
with today's, and takes seconds to load. A date that cannot be read surely is no date here.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from searchkit.model import FoundIn, Precision, PublicationDate

_LONGEST = 200
_EARLIEST_YEAR = 1600
_AHEAD = dt.timedelta(days=2)
_EPOCH = dt.datetime(1970, 1, 1)
# What programs write where they know no date.
_PLACEHOLDERS = {_EPOCH, dt.datetime(1900, 1, 1)}
_PLACEHOLDER_YEARS = (1900, 1969, 1970)  # west of Greenwich 1970 begins in 1969


def _fold(text: str) -> str:
    """Lower case without accents, so that FÉVRIER, Février and fevrier are one."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


# English, German, French, Spanish, Italian, Portuguese, Dutch, Russian; one line a month.
_MONTH_NAMES = """
january jan januar jänner jän janvier janv enero ene gennaio gen janeiro januari январь января янв
february feb februar feber février févr fév febrero febbraio febb fevereiro fev februari февраль февраля фев февр
march mar märz mär mrz mars marzo março maart mrt март марта мар
april apr avril avr abril abr aprile апрель апреля апр
may mai mayo maggio mag maio mei май мая
june jun juni juin junio giugno giu junho июнь июня июн
july jul juli juillet juil julio luglio lug julho июль июля июл
august aug août agosto ago augustus август августа авг
september sept sep septembre septiembre setiembre settembre sett set setembro сентябрь сентября сен сент
october oct oktober okt octobre octubre ottobre ott outubro out октябрь октября окт
november nov novembre noviembre novembro ноябрь ноября ноя нояб
december dec dezember dez décembre déc diciembre dic dicembre dezembro декабрь декабря дек
"""
_MONTHS = {_fold(n): i for i, line in enumerate(_MONTH_NAMES.split("\n")[1:-1], 1) for n in line.split()}

_WEEKDAYS = set(
    _fold("""monday mon tuesday tue tues wednesday wed thursday thu thur thurs friday fri saturday sat sunday sun
        montag mo dienstag di mittwoch mi donnerstag do freitag fr samstag sonnabend sa sonntag so
        lundi lun mardi mar mercredi mer jeudi jeu vendredi ven samedi sam dimanche dim
        lunes martes miércoles mié jueves jue viernes vie sábado sáb domingo dom
        lunedì martedì mercoledì giovedì gio venerdì sabato sab domenica
        segunda terça ter quarta qua quinta qui sexta sex feira seg
        maandag ma dinsdag woensdag wo wo donderdag vrijdag vr zaterdag za zondag zo
        понедельник пн вторник вт среда ср четверг чт пятница пт суббота сб воскресенье вс""").split()
)
# Words that may stand around a date without changing it.
_AROUND = set(
    _fold("""published posted updated modified created printed issued last first originally date dated on at the of
        th st nd rd by time
        veröffentlicht aktualisiert erschienen stand datum am vom den der um uhr
        publié publiée mis mise à jour le du modifié er heures
        publicado publicada actualizado actualizada fecha el del de las a
        pubblicato pubblicata aggiornato data il alle ore o
        atualizado em às gepubliceerd bijgewerkt geplaatst op
        опубликовано обновлено дата г год года в""").split()
)
_ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 60, "west": 60, "cet": 60, "mez": 60, "cest": 120,
    "mesz": 120, "eet": 120, "eest": 180, "msk": 180, "est": -300, "edt": -240, "cst": -360, "cdt": -300,
    "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "jst": 540, "kst": 540, "hkt": 480, "aest": 600,
    "aedt": 660, "nzst": 720, "nzdt": 780,
}  # fmt: skip
_PLAIN_MONTHS = {name: month for name, month in _MONTHS.items() if name not in _AROUND and name not in _ZONES}

_OFFSET = r"[+-][0-9]{2}(?::?[0-9]{2})?"
_ISO = re.compile(
    r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2})"
    rf"(?:[Tt ]([0-9]{{2}})(?::([0-9]{{2}})(?::([0-9]{{2}})(?:[.,][0-9]+)?)?)?\ ?([Zz]|{_OFFSET})?)?)?"
)
_BASIC = re.compile(
    r"([0-9]{4})([0-9]{2})([0-9]{2})"
    rf"(?:[Tt]?([0-9]{{2}})([0-9]{{2}})(?:([0-9]{{2}})(?:[.,][0-9]+)?)?([Zz]|{_OFFSET})?)?"
)
_WEEK = re.compile(r"[0-9]{4}-?W[0-9]{2}-?[0-9](T.*)?")
_YEAR = re.compile(r"([0-9]{4})(?:\.0)?")
_EPOCH_DIGITS = re.compile(r"[0-9]{10}(?:[0-9]{3})?(?:\.[0-9]+)?")
_NUMERIC = re.compile(r"(?<![0-9])([0-9]{1,4})\ ?([./-])\ ?([0-9]{1,2})\ ?\2\ ?([0-9]{1,4})(?![0-9])")
_NUMERIC_MONTH = re.compile(r"([0-9]{1,2})[./]([0-9]{4})|([0-9]{4})[./]([0-9]{1,2})")
_EAST_ASIAN = re.compile(r"([0-9]{4})\ ?[年년]\ ?([0-9]{1,2})\ ?[月월](?:\ ?([0-9]{1,2})\ ?[日일号])?")
_TIME = re.compile(
    r"(?:(?<=[0-9])T)?(?<![0-9:.])(?P<hour>[0-9]{1,2})"
    r"(?:\ ?[:h]\ ?(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,:][0-9]{1,9})?)?(?![0-9:])"
    r"|\.(?P<dotted>[0-9]{2})(?=\ ?(?:uhr|[ap]\.?m\b))|(?=\ ?(?:uhr\b|h\b|[ap]\.?m\b)))"
    r"(?:\ ?(?P<half>[ap])\.?m\b\.?|\ ?uhr\b|\ ?h\b)?"
    rf"(?:\ ?(?:GMT|UTC)?\ ?(?P<offset>{_OFFSET})(?![0-9])|\ ?(?P<zone>[a-z]{{1,4}})\b)?",
    re.IGNORECASE,
)
# As mail, feeds and wires have it: `Thu, 05 Jan 2006 10:00:00 GMT`, `26-FEB-1987 15:01:01`.
_MAIL = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun),? )?([0-9]{1,2})([- ])([a-z]{3,9})\2([0-9]{4})"
    rf"(?: ([0-9]{{2}}):([0-9]{{2}})(?::([0-9]{{2}}))?(?: ({_OFFSET}|[a-z]{{1,4}}))?)?",
    re.IGNORECASE | re.ASCII,
)
_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+")

Clock = tuple[int, int, int, int | None]


def parse_date(text: str, found_in: FoundIn = "field", day_first: bool | None = None) -> PublicationDate | None:
    """The date that `text` is, in the precision it is written in; None where it is none or not surely one.

    Reads ISO 8601 (extended, basic, week dates), RFC 2822, month names in eight languages, `2006年1月5日`,
    epoch seconds and milliseconds, each with an optional time, zone, weekday and words such as
    `Published on`. `05/01/2006` is read where one part is above 12 or by `day_first`; without that, dots
    mean day first (`5.1.2006`) and slashes or hyphens are not readable. A year alone is a date in a field only.
    Years before 1600, days more than 48 hours ahead, and 1900-01-01 or 1970-01-01 at midnight are None.
    Never raises; text longer than 200 characters is None.
    """
    if len(text) > _LONGEST:
        return None
    date = _stated(str(text), found_in, day_first)
    return date if date is not None and _has_come(date) else None


def parse_epoch(number: float, found_in: FoundIn = "field") -> PublicationDate | None:
    """Of seconds (10 digits) or milliseconds (13 digits) since 1970, as UTC; other magnitudes are None."""
    date = _of_epoch(number, found_in)
    return date if date is not None and _plausible(date) else None


def date_in_path(parts: Sequence[str]) -> PublicationDate | None:
    """The date in folder names and a file name, outermost first; the one nearest the file, days before months.

    Reads `2023/09/01/`, `2023/sep/01/`, `2023-09-01-x.md`, `20230901`, `01-09-2023`, the day of a 14-digit
    time stamp, and `2023-09` or `2023/09/` as a month. Other runs of digits are ids, not dates.
    """
    path = "/".join(parts)
    for date in (*_days_in(path), *_months_in(path)):
        if _plausible(date):
            return date
    return None


def date_in_url(url: str) -> PublicationDate | None:
    """The date in the path of an address, as `date_in_path` reads it; None for what is no address."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return None
    return date_in_path(path.split("/"))


# Many stories have the same date. Whether it lies ahead is asked each time, for time goes on.
@lru_cache(maxsize=4096)
def _stated(text: str, found_in: FoundIn, day_first: bool | None) -> PublicationDate | None:
    """The date that a text is, however far ahead; None also before 1600 and for a placeholder."""
    squeezed = " ".join(unicodedata.normalize("NFKC", text).split())
    try:
        date = _read(squeezed, found_in, day_first)
        return date if date is not None and _is_meant(date) else None
    except (ValueError, OverflowError):  # the 31st of February, or minute 75
        return None


def _plausible(date: PublicationDate) -> bool:
    return _is_meant(date) and _has_come(date)


def _has_come(date: PublicationDate) -> bool:
    """Whether a date is no more than 48 hours ahead, as clocks in other zones are."""
    return date.start <= dt.datetime.now() + _AHEAD


def _is_meant(date: PublicationDate) -> bool:
    """Whether a date is not before 1600 and none that programs write where they know no date."""
    start = date.start
    if start.year < _EARLIEST_YEAR:
        return False
    if start.year not in _PLACEHOLDER_YEARS or date.precision in ("year", "month"):
        return True
    in_utc = start - dt.timedelta(minutes=date.utc_offset_minutes or 0)
    return start not in _PLACEHOLDERS and in_utc != _EPOCH


def _read(text: str, found_in: FoundIn, day_first: bool | None) -> PublicationDate | None:
    if match := _ISO.fullmatch(text) or _BASIC.fullmatch(text):
        year, month, day, hour, minute, second, zone = match.groups()
        clock = (int(hour), int(minute or 0), int(second or 0), _offset(zone)) if hour else None
        return _dated(int(year), int(month), int(day) if day else None, clock, found_in)
    if date := _mailed(text, found_in):
        return date
    if match := _YEAR.fullmatch(text):
        return (
            PublicationDate(dt.datetime(int(match[1]), 1, 1), "year", None, found_in) if found_in == "field" else None
        )
    if _EPOCH_DIGITS.fullmatch(text):
        return _of_epoch(float(text), found_in) if found_in == "field" else None
    if match := _WEEK.fullmatch(text):
        moment = PublicationDate.from_datetime(dt.datetime.fromisoformat(text), found_in)
        return moment if match[1] else PublicationDate(moment.start, "day", None, found_in)
    return _written(text, found_in, day_first)


def _mailed(text: str, found_in: FoundIn) -> PublicationDate | None:
    """Of the commonest dates with the name of a month, as `_written` reads them, in a fifth of the time."""
    match = _MAIL.fullmatch(text)
    if match is None:
        return None
    day, _, name, year, hour, minute, second, zone = match.groups()
    month = _PLAIN_MONTHS.get(name.lower())
    is_named = zone is not None and zone.isalpha()
    if month is None or (is_named and zone.lower() not in _ZONES):
        return None
    offset = _ZONES[zone.lower()] if is_named else _offset(zone)
    clock = (int(hour), int(minute), int(second or 0), offset) if hour else None
    return _dated(int(year), month, int(day), clock, found_in)


def _of_epoch(number: float, found_in: FoundIn) -> PublicationDate | None:
    seconds = number / 1000 if 1e12 <= number < 1e13 else number
    if not 1e9 <= seconds < 1e10:
        return None
    return PublicationDate(_EPOCH + dt.timedelta(seconds=int(seconds)), "second", 0, found_in)


def _written(text: str, found_in: FoundIn, day_first: bool | None) -> PublicationDate | None:
    """Of a date in words or numbers, after its time has been cut out of it."""
    clock: Clock | None = None
    if match := _TIME.search(text):
        clock = _clock(match)
        kept_zone = "" if match["zone"] is None or match["zone"].lower() in _ZONES else match["zone"]
        text = f"{text[: match.start()]} {kept_zone}{text[match.end() :]}"
    if match := _EAST_ASIAN.search(text):
        year, month, day = match.groups()
        return _dated(int(year), int(month), int(day) if day else None, clock, found_in)
    tokens = [t for t in _TOKEN.findall(_fold(text)) if t not in _AROUND and t not in _ZONES]
    months = [t for t in tokens if t in _MONTHS]
    if len(months) > 1:  # French "mar. 5 mars": the weekday looks like a month
        months = [t for t in months if t not in _WEEKDAYS]
    if any(not t.isdecimal() and t not in _WEEKDAYS and t not in _MONTHS for t in tokens) or len(months) > 1:
        return None
    numbers = [t for t in tokens if t.isdecimal()]
    found = _of_words(numbers, _MONTHS[months[0]]) if months else _of_numbers(text, numbers, day_first)
    return _dated(*found, clock, found_in) if found else None


def _of_words(numbers: list[str], month: int) -> tuple[int, int, int | None] | None:
    """Year, month, day of the numbers around a month's name."""
    if len(numbers) == 1 and len(numbers[0]) == 4:
        return int(numbers[0]), month, None
    if len(numbers) != 2:
        return None
    if len(numbers[0]) == 4:
        numbers.reverse()
    day, year = numbers
    if len(day) > 2 or len(year) not in (2, 4):
        return None
    century = 0 if len(year) == 4 else 2000 if int(year) < 69 else 1900  # as RFC 2822 readers do
    return century + int(year), month, int(day)


def _of_numbers(text: str, numbers: list[str], day_first: bool | None) -> tuple[int, int, int | None] | None:
    """Year, month, day of `2006/01/05`, `5.1.2006` or `01/2006`."""
    if len(numbers) == 2 and (match := _NUMERIC_MONTH.search(text)):
        return int(match[2] or match[3]), int(match[1] or match[4]), None
    match = _NUMERIC.search(text)
    if len(numbers) != 3 or match is None:
        return None
    first, second, third = int(match[1]), int(match[3]), int(match[4])
    if len(match[1]) == 4 and len(match[4]) <= 2:
        return first, second, third
    if len(match[4]) != 4 or len(match[1]) > 2:
        return None
    if first > 12 or second > 12 or first == second:
        day_first = first > 12 or first == second
    elif day_first is None:
        day_first = True if match[2] == "." else None
    if day_first is None:
        return None
    return (third, second, first) if day_first else (third, first, second)


def _clock(match: re.Match[str]) -> Clock:
    hour = int(match["hour"])
    if match["half"]:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if match["half"] in "pP" else 0)
    zone = _ZONES.get(match["zone"].lower()) if match["zone"] else _offset(match["offset"])
    return hour, int(match["minute"] or match["dotted"] or 0), int(match["second"] or 0), zone


def _offset(zone: str | None) -> int | None:
    """Minutes east of Greenwich of `Z`, `+01`, `-0530`, `+05:30`; ValueError from a day on."""
    if not zone:
        return None
    if zone in "Zz":
        return 0
    digits = zone[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    if minutes >= 24 * 60 or int(digits[2:]) > 59:
        raise ValueError(zone)
    return -minutes if zone[0] == "-" else minutes


def _dated(year: int, month: int, day: int | None, clock: Clock | None, found_in: FoundIn) -> PublicationDate:
    if day is None or clock is None:
        precision: Precision = "month" if day is None else "day"
        return PublicationDate(dt.datetime(year, month, day or 1), precision, None, found_in)
    hour, minute, second, offset = clock
    moment = dt.datetime(year, month, day, hour, minute, min(second, 59) if second == 60 else second)
    return PublicationDate(moment, "second", offset, found_in)


_YYYY = r"(?<![0-9])((?:1[6-9]|20)[0-9]{2})"
_PATH_DAYS = (
    re.compile(_YYYY + r"([-_/.]?)([0-9]{2})\2([0-9]{2})(?:[0-9]{6})?(?![0-9])"),
    re.compile(_YYYY + r"(/)([0-9]{1,2})/([0-9]{1,2})(?![0-9])"),
    re.compile(_YYYY + r"([-_/])([A-Za-z]{3,9})\2([0-9]{1,2})(?![0-9])"),
)
_PATH_DAY_FIRST = re.compile(r"(?<![0-9])([0-9]{2})([-_.])([0-9]{2})\2((?:1[6-9]|20)[0-9]{2})(?![0-9])")
_PATH_MONTH = re.compile(_YYYY + r"[-_/.]([0-9]{2}|[A-Za-z]{3,9})(?![0-9A-Za-z])")


def _days_in(path: str) -> Iterator[PublicationDate]:
    """Whole dates, the last one first."""
    found = [(m.start(), m[1], m[3], m[4]) for pattern in _PATH_DAYS for m in pattern.finditer(path)]
    found += [(m.start(), m[4], m[3], m[1]) for m in _PATH_DAY_FIRST.finditer(path)]
    for _, year, month, day in sorted(found, reverse=True):
        if date := _of_path(year, month, day):
            yield date


def _months_in(path: str) -> Iterator[PublicationDate]:
    for match in reversed(list(_PATH_MONTH.finditer(path))):
        if date := _of_path(match[1], match[2], None):
            yield date


def _of_path(year: str, month: str, day: str | None) -> PublicationDate | None:
    number = int(month) if month.isdecimal() else _MONTHS.get(_fold(month), 0)
    try:
        return _dated(int(year), number, int(day) if day else None, None, "path")
    except ValueError:
        return None
