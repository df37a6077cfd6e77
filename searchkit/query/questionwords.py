"""Words that say little about what is asked for, by language: those that any text has, and those that only ask."""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from whoosh.lang.stopwords import stoplists

from searchkit.analysis import term_of

# What asks, and small words that Whoosh's lists lack.
_ASKING = {
    "de": """
        wer wen wem wessen was wann wo wohin woher wie wieso warum weshalb weswegen wozu womit wodurch woran wofür
        welche welcher welches gab gibt ging hatten wurde wurden worden sei seien sowie bzw etwa laut wegen seit
        über gegenüber beim bereits zudem dabei daran darüber dazu""",
    "en": """
        what which who whom whose when where why how would could may might must shall cannot also among upon within
        without toward towards per via since yet every else ever whether us many much please""",
    "es": """
        qué quién quiénes cuál cuáles cuándo cuánto cuánta cuántos cuántas dónde adónde cómo hacia según mediante
        tras sobre cuyo cuya cuyos cuyas hizo ser si""",
    "fr": """
        qui que quoi quel quelle quels quelles quand comment combien pourquoi où dont lequel laquelle lesquels
        lesquelles est ce cette cet si ils elles fait plus sans sous entre vers chez être avoir afin ainsi""",
    "it": """
        chi che cosa quale quali quando quanto quanta quanti quante dove come perché cui verso presso secondo
        durante mediante essere avere se tra fra""",
    "nl": """
        wie wat welk welke wanneer waar waarom waarvoor waarmee waarover hoe hoeveel wiens volgens sinds tijdens
        tussen over werden""",
    "pt": """
        quem que quê qual quais quando quanto quanta quantos quantas onde aonde como porquê porque cujo cuja cujos
        cujas sobre segundo durante ser ter desde""",
    "ru": """
        кто кого кому кем ком что чего чему чем чём какой какая какое какие какого каких каким который которая
        которое которые которых когда где куда откуда почему зачем как сколько чей чья чьё чьи ли о об обо при про
        также является""",
}

# What a request begins with: "discuss the effects of …".
_REQUESTS = {
    "de": "suche suchen finde finden nenne nennen beschreibe beschreiben erläutere",
    "en": """
        find identify describe describes describing discuss discusses discussed discussing explain mention mentions
        mentioning tell contain contains containing concern concerns concerning regarding relate relates relating
        seek provide provides want trying looking interested""",
    "es": "busca buscar buscamos encuentra encontrar describe describir menciona mencionar explica quiero",
    "fr": "cherche chercher trouve trouver trouvez décrire décrivez mentionner expliquer traitant concernant voudrais",
    "it": "cerca cercare trova trovare descrivi descrivere spiega riguardanti vorrei",
    "nl": "zoek zoeken vind vinden beschrijf beschrijven bespreken bespreekt betreffende",
    "pt": "busque buscar encontre encontrar descreva descrever mencione explique quero",
    "ru": "найти найди найдите опиши опишите назови назовите хочу",
}

# The same unless the subject follows right behind: "show me reports of …", but "show trials", "information technology".
_AMBIGUOUS = {
    "de": """
        artikel beitrag beiträge bericht berichte dokument dokumente informationen meldung meldungen texte zeige
        zeigen wissen gesucht handeln handelt behandeln behandelt""",
    "en": """
        article articles document documents story stories report reports item items information news details
        relevant coverage show give know like need say says""",
    "es": """
        artículo artículos documento documentos noticia noticias información informaciones relevantes saber muestra
        tratan traten dicen""",
    "fr": """
        article articles document documents information informations dépêches nouvelles textes pertinents savoir
        montrer montrez parlant parlent disent""",
    "it": """
        articolo articoli documento documenti notizia notizie informazioni rilevanti sapere mostra trattano parlano""",
    "nl": "artikel artikelen document documenten bericht berichten informatie nieuws weten toon noem gaan",
    "pt": """
        artigo artigos documento documentos notícia notícias informação informações relevantes saber mostre tratam
        tratem""",
    "ru": "статья статьи статей документ документы сообщения новости информация информацию узнать покажи покажите",
}


class QuestionWords(NamedTuple):
    """Words of one language, folded: those that count less anywhere, and those that do where a question opens.

    Of the latter, those that are ambiguous only if more such words follow.
    """

    stops: frozenset[str]
    requests: frozenset[str]
    ambiguous: frozenset[str]


@cache
def question_words(language: str) -> QuestionWords:
    """Those of a language (ISO 639-1), none where they are not known.

    >>> "what" in question_words("en").stops, "ueber" in question_words("de").stops
    (True, False)
    """
    stops = [*stoplists.get(language, ()), *_ASKING.get(language, "").split()]
    opening = [words.get(language, "").split() for words in (_REQUESTS, _AMBIGUOUS)]
    return QuestionWords(*map(_folded, (stops, *opening)))


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(term_of(word, stem=False) for word in words)
