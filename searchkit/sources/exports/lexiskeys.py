"""The names that LexisNexis gives the fields of an article, in the languages of its sites."""

import re

from searchkit.sources.names import folded

# Those that stand before the text of an article, then those behind it; the first word is our name for the field.
_BEFORE = """
title: headline titel titre título titolo schlagzeile kop
section: section rubrik rubrique ressort abschnitt sección seccion sectie rubriek sezione seção
length: length länge longueur longitud lengte lunghezza comprimento extensión
byline: byline autor auteur verfasser autore door
dateline: dateline datelijn ort origine-dépêche lugar
highlight: highlight encart resumen samenvatting
series: series serie série
edition: edition ausgabe edición édition editie
column: column
"""
_BEHIND = """
load_date: load-date date-chargement date-de-chargement update aktualisierung fecha-carga laaddatum ladedatum
language: language sprache langue idioma taal lingua
graphic: graphic graphique grafik gráfico gráfica grafiek
correction: correction
correction_date: correction-date
notes: notes
subject: subject sujet thema asunto onderwerp schlagwort
person: person
company: company unternehmen entreprise société
organization: organization organisation
industry: industry industrie branche
geographic: geographic
country: country land pays país
state: state
city: city stadt ville
ticker: ticker
publication_type: publication-type publikationsart type-publication tipo-publicación publicatietype
document_type: document-type
journal_code: journal-code zeitungs-code code-revue
acc_no: acc-no
distribution: distribution
url: url
type: type
name: name
"""


def _by_name(lines: str) -> dict[str, str]:
    pairs = (line.split(":") for line in lines.strip().split("\n"))
    return {folded(name): field for field, names in pairs for name in names.split()}


BEFORE = _by_name(_BEFORE)
BEHIND = _by_name(_BEHIND)

SURE = frozenset(("load_date", "language", "graphic", "publication_type", "journal_code", "correction_date"))
"""Fields behind the text by which its end is told; the others could be the first word of a paragraph."""

NOT_FIRST = frozenset(("type", "name", "person", "state", "city"))
"""Fields behind the text that are never the first there, and too likely to begin a paragraph."""

LONG = frozenset(("graphic", "correction", "notes"))
"""Fields that may go on in further paragraphs."""

_KEY = re.compile(r"\s*([^\W\d_][^\W\d_]*(?:[ -][^\W\d_]+){0,3}) ?:\s*(.*)", re.DOTALL)

_LONGEST_NAME = 40


def keyed(text: str) -> tuple[str, str]:
    """The name of the field that a paragraph is, and its value; two empty texts for running text.

    The database writes its names in capitals, its newer site with a capital (`LOAD-DATE: `, `Load-Date: `).
    """
    found = _KEY.match(text)
    if found is None or not found[1][0].isupper() or len(found[1]) > _LONGEST_NAME:
        return "", ""
    name = folded(found[1])
    return BEFORE.get(name) or BEHIND.get(name, ""), found[2].strip()
