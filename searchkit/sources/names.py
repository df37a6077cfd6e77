"""The names under which archives keep an article's fields: in data sets, in news APIs, in several languages."""

import re
import unicodedata
from functools import lru_cache


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """A field's name without case, accents, spaces and punctuation: `Pub_Date` and `pub date` are `pubdate`."""
    letters = (c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return re.sub(r"[\W_]", "", "".join(letters))


def _names(words: str) -> tuple[str, ...]:
    return tuple(folded(word) for word in words.split())


# In the order of trust: the first name whose value passes the field's test is taken.
FIELD_NAMES = {
    "id": _names("id guid uri _id article_id doc_id docno story_id stories_id uuid identifier accession_no an"),
    "title": _names(
        """headline title headlines headline_main hl1 hl heading article_title web_title title_page title_rss name
        Titel Überschrift Schlagzeile Titre Título Titolo Manchete Заголовок kop"""
    ),
    "body": _names(
        """maintext main_text article_body full_text body body_text body_plain text content article bodies body_main
        body_xhtml body_html body_html5 content_text content_html html paragraphs story contents post transcript
        plain_text article_text
        Volltext Inhalt Artikel Texte Contenu Texto Contenido Cuerpo Conteúdo Corpo Testo Contenuto Tekst Inhoud
        Текст Содержание"""
    ),
    # Read as the body only where there is no other.
    "teaser": _names(
        """description summary abstract lead_paragraph lead snippet excerpt short_description standfirst trail_text
        teaser subtitle descriptions description_text description_caption description_summary description_html
        Beschreibung Zusammenfassung résumé resumen descrição riassunto описание"""
    ),
    "date": _names(
        """date_published published_at published_time date_time_pub pub_date publish_date publication_date
        date_publish published_date web_publication_date post_date_gmt published publication_time version_created
        first_created date_time date posted_at posted created_at created date_created timestamp published_utc issued
        updated_at updated lastmod last_modified date_modified version_date
        Datum Erscheinungsdatum Veröffentlichungsdatum Fecha Data Дата Publicatiedatum date_de_publication parution"""
    ),
    "authors": _names(
        """authors author byline bylines by creator writer journalist reporter dc_creator photographer
        Autor Autoren Verfasser Auteur Auteurs Autores Autore Автор"""
    ),
    "source": _names(
        """source_hostname site_name publication source newspaper outlet publisher media_name provider source_name
        journal news_source source_domain domain hostname feed site provider infosources infosource copyright_holder
        Quelle Zeitung Medium Fuente Periódico Fonte Testata Источник bron krant"""
    ),
    "section": _names(
        """section section_name article_section categories category kicker news_desk desk topic rubric department
        Ressort Rubrik Kategorie Rubrique Sección Sezione Seção Раздел rubriek"""
    ),
    "url": _names("url web_url article_url canonical_url canonical permalink link links source source_url uri guid id"),
    "language": _names("language lang meta_lang in_language locale Sprache Langue Idioma Lingua taal Язык"),
}

# Lists of objects whose first name is the section where no field says it, and those whose names are worth keeping.
SUBJECTS = _names("subject subjects")
NAMED = frozenset(
    _names(
        """subject subjects category categories section sections topic topics keyword keywords tag tags concept concepts
        person persons people place places location locations organisation organisations organization organizations
        company companies event events genre genres"""
    )
)

# Objects around the article in API answers; what is in them counts as if it stood outside.
ENVELOPES = frozenset(_names("fields data item attributes article document doc post story node"))

_LANGUAGE_NAMES = {
    folded(name): tag
    for tag, names in {
        "ar": "arabic العربية",
        "cs": "czech čeština česky",
        "da": "danish dansk",
        "de": "german deutsch allemand alemán tedesco",
        "el": "greek ελληνικά",
        "en": "english englisch anglais inglés inglese",
        "es": "spanish español castellano spanisch espagnol",
        "fi": "finnish suomi",
        "fr": "french français französisch francés francese",
        "he": "hebrew עברית",
        "hi": "hindi हिन्दी",
        "hu": "hungarian magyar",
        "id": "indonesian indonesia",
        "it": "italian italiano italienisch italien",
        "ja": "japanese 日本語",
        "ko": "korean 한국어",
        "nl": "dutch nederlands niederländisch",
        "no": "norwegian norsk",
        "pl": "polish polski",
        "pt": "portuguese português portugiesisch",
        "ro": "romanian română",
        "ru": "russian русский russisch russe",
        "sv": "swedish svenska",
        "th": "thai ไทย",
        "tr": "turkish türkçe",
        "uk": "ukrainian українська",
        "vi": "vietnamese",
        "zh": "chinese 中文 汉语 漢語",
    }.items()
    for name in names.split()
}
# As ISO 639-2 and 639-3 have them, in both spellings where there are two.
_THREE_LETTERS = dict(
    pair.split("=")
    for pair in """ara=ar bul=bg cat=ca ces=cs cze=cs chi=zh zho=zh cmn=zh dan=da deu=de ger=de dut=nl nld=nl ell=el
    gre=el eng=en est=et fas=fa per=fa fin=fi fra=fr fre=fr heb=he hin=hi hrv=hr hun=hu ice=is isl=is ind=id ita=it
    jpn=ja kor=ko lav=lv lit=lt nob=nb nor=no pol=pl por=pt ron=ro rum=ro rus=ru slk=sk slo=sk slv=sl spa=es srp=sr
    swe=sv tha=th tur=tr ukr=uk urd=ur vie=vi""".split()
)
_TAG = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9@.]+)*", re.IGNORECASE)


def language_tag(name: str) -> str:
    """The primary tag of a language, in lower case (`en-US`, `eng` and `English` are `en`); empty for other text."""
    name = name.strip()
    if len(name) > 40:
        return ""
    if match := _TAG.fullmatch(name):
        tag = match[1].lower()
        return _THREE_LETTERS.get(tag, tag)
    return _LANGUAGE_NAMES.get(folded(name), "")
