"""Dates on lines that say what they are: `Published: 5 January 2006`, `Aktualisiert am 5. März 2006`."""

import re
from collections.abc import Sequence
from itertools import islice

from searchkit.extract.dates.reading import parse_date
from searchkit.model import PublicationDate

_LINES = 5
_LINE_CHARS = 160
_UPDATED = r"""(?:last\ |zuletzt\ )?(?:updated|modified)|aktualisiert|stand|mis[e]?\ à\ jour|modifiée?|actualizad[oa]
    |aggiornat[oa]|atualizad[oa]|bijgewerkt|обновлено|uppdaterad|opdateret|oppdatert|päivitetty|aktualizacja
    |aktualizováno|frissítve|güncelleme(?:\ tarihi)?
    |更新(?:时间|時間|日期|日時)?"""
_PUBLISHED = r"""(?:first\ |originally\ )?(?:published|posted|issued)|(?:publication\ )?date|veröffentlicht|erschienen
    |datum|publiée?|date\ de\ publication|publicad[oa]|fecha(?:\ de\ publicación)?|pubblicat[oa]
    |data(?:\ di\ pubblicazione)?|gepubliceerd|geplaatst|опубликовано|дата(?:\ публикации)?|publicerad
    |publiceret|publisert|julkaistu|opublikowano|publikováno|közzétéve|yayınlanma(?:\ tarihi)?
    |发布(?:时间|日期)?|發[布佈](?:時間|日期)?
    |公開日時?|掲載日?"""
_DATE_LINE = re.compile(
    rf"[\s*_(\[]*(?:(?P<updated>{_UPDATED})|{_PUBLISHED})(?!\w)[*_]*\s*[:：]?[*_]*\s*(?P<written>\S.{{3,100}}?)[\s*_)\]]*",
    re.IGNORECASE | re.VERBOSE,
)
_DIGIT = re.compile(r"\d")
_BREAK = re.compile(r"\s+[|·•–—-]\s+|\s*[|·•;]\s*|,?\s+(?:by|von|par|por|di)\s+(?=[A-ZÀ-Þ])")


def date_in_lines(lines: Sequence[str], day_first: bool | None = None) -> PublicationDate | None:
    """The date of publication that one of the first or last five lines with text states; else one of an update."""
    updated: PublicationDate | None = None
    for line in (*_filled(lines), *_filled(lines[::-1])):
        if found := date_line(line, day_first):
            is_update, date = found
            if not is_update:
                return date
            updated = updated or date
    return updated


def date_line(line: str, day_first: bool | None = None) -> tuple[bool, PublicationDate] | None:
    """Whether a line says when something was updated, and the date on it; None for a line that is no such one."""
    # Most lines have no number, which is seen in a tenth of the time.
    match = _DATE_LINE.fullmatch(line) if len(line) <= _LINE_CHARS and _DIGIT.search(line) else None
    if match is None:
        return None
    written = match["written"]
    date = parse_date(written, "text", day_first)
    date = date or parse_date(_BREAK.split(written, maxsplit=1)[0], "text", day_first)
    return (match["updated"] is not None, date) if date else None


def _filled(lines: Sequence[str]) -> list[str]:
    return list(islice((line for line in lines if line and not line.isspace()), _LINES))
