"""Which stemmer serves which language, and which language to assume from the script of a word."""

from functools import lru_cache

# ISO 639-1 code to (Snowball algorithm, script of its words).
STEMMERS: dict[str, tuple[str, str]] = {
    "ar": ("arabic", "arabic"),
    "ca": ("catalan", "latin"),
    "da": ("danish", "latin"),
    "de": ("german", "latin"),
    "el": ("greek", "greek"),
    "en": ("english", "latin"),
    "eo": ("esperanto", "latin"),
    "es": ("spanish", "latin"),
    "et": ("estonian", "latin"),
    "eu": ("basque", "latin"),
    "fi": ("finnish", "latin"),
    "fr": ("french", "latin"),
    "ga": ("irish", "latin"),
    "hi": ("hindi", "devanagari"),
    "hu": ("hungarian", "latin"),
    "hy": ("armenian", "armenian"),
    "id": ("indonesian", "latin"),
    "it": ("italian", "latin"),
    "lt": ("lithuanian", "latin"),
    "nb": ("norwegian", "latin"),
    "ne": ("nepali", "devanagari"),
    "nl": ("dutch", "latin"),
    "nn": ("norwegian", "latin"),
    "no": ("norwegian", "latin"),
    "pt": ("portuguese", "latin"),
    "ro": ("romanian", "latin"),
    "ru": ("russian", "cyrillic"),
    "sr": ("serbian", "latin"),
    "sv": ("swedish", "latin"),
    "ta": ("tamil", "tamil"),
    "tr": ("turkish", "latin"),
    "yi": ("yiddish", "hebrew"),
}

# Languages without a stemmer whose words must not be stemmed as their script's default language.
UNSTEMMED = frozenset({"pl", "cs", "sk", "sl", "hr", "bs", "uk", "bg", "be", "mk", "fa", "ur", "he", "vi", "lv", "sq"})

_SCRIPT_DEFAULT = {
    "latin": "english",
    "cyrillic": "russian",
    "greek": "greek",
    "arabic": "arabic",
    "devanagari": "hindi",
    "armenian": "armenian",
    "tamil": "tamil",
}

# First code point of each script's range, in order; a word's script is that of its first letter.
_SCRIPT_RANGES = [
    (0x0000, 0x036F, "latin"),
    (0x0370, 0x03FF, "greek"),
    (0x0400, 0x052F, "cyrillic"),
    (0x0530, 0x058F, "armenian"),
    (0x0590, 0x05FF, "hebrew"),
    (0x0600, 0x077F, "arabic"),
    (0x0900, 0x097F, "devanagari"),
    (0x0B80, 0x0BFF, "tamil"),
    (0x1E00, 0x1EFF, "latin"),
    (0x1F00, 0x1FFF, "greek"),
]


def script_of(word: str) -> str:
    """Name of the script of the first character, or "" for one that has no stemmer."""
    code = ord(word[0])
    return next((name for first, last, name in _SCRIPT_RANGES if first <= code <= last), "")


def stemmer_name(word: str, language: str) -> str:
    """The Snowball algorithm for a word of an article in this language ("" or unknown: by script).

    A word in another script than its article's (a Latin name in a Russian text) goes by its script.
    """
    script = script_of(word)
    algorithm, own_script = STEMMERS.get(language, ("", ""))
    if algorithm and script == own_script:
        return algorithm
    if language in UNSTEMMED:
        return ""
    return _SCRIPT_DEFAULT.get(script, "")


@lru_cache(maxsize=256)
def stemming_like(language: str) -> str:
    """One code for all languages that stem alike: `nn` and `no` give `nb`, `en` and the unknown give ""."""
    if language in UNSTEMMED:
        return "pl"
    algorithm, script = own = STEMMERS.get(language, ("", ""))
    if algorithm == _SCRIPT_DEFAULT.get(script, ""):
        return ""
    return next(code for code, other in STEMMERS.items() if other == own)


def primary_language(tag: str) -> str:
    """The language of a tag, without region or script: `en-AU` and `en_AU` give `en`."""
    return tag.replace("_", "-").partition("-")[0].lower()


def analysis_language(language: str) -> str:
    """The code that decides how words are analysed: `en-AU` gives `en`, what has no rules of its own gives ""."""
    primary = primary_language(language)
    return primary if primary in STEMMERS or primary in UNSTEMMED else ""
