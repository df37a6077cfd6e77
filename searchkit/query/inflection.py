"""English spellings of one and of several: what SINGULAR(…) and PLURAL(…) look for."""

import re
from collections import defaultdict

_IRREGULAR = (
    "man men, child children, person people, foot feet, tooth teeth, goose geese, mouse mice, louse lice, ox oxen, "
    "die dice, penny pence, penny pennies, brother-in-law brothers-in-law, attorney-general attorneys-general, "
    "secretary-general secretaries-general, passer-by passers-by, wife wives, life lives, knife knives, "
    "leaf leaves, half halves, shelf shelves, self selves, wolf wolves, calf calves, loaf loaves, thief thieves, "
    "sheaf sheaves, hoof hooves, hoof hoofs, scarf scarves, scarf scarfs, dwarf dwarves, dwarf dwarfs, axis axes, "
    "axe axes, iris irises, pelvis pelvises, crisis crises, basis bases, base bases, analysis analyses, "
    "thesis theses, hypothesis hypotheses, oasis oases, diagnosis diagnoses, emphasis emphases, "
    "synthesis syntheses, parenthesis parentheses, phenomenon phenomena, criterion criteria, bacterium bacteria, "
    "medium media, stratum strata, memorandum memoranda, memorandum memorandums, referendum referendums, "
    "referendum referenda, index indexes, index indices, matrix matrices, vertex vertices, appendix appendices, "
    "appendix appendixes, alumnus alumni, nucleus nuclei, stimulus stimuli, fungus fungi, cactus cacti, "
    "syllabus syllabuses, syllabus syllabi, hero heroes, potato potatoes, tomato tomatoes, echo echoes, "
    "veto vetoes, cargo cargoes, cargo cargos, embargo embargoes, torpedo torpedoes, mosquito mosquitoes, "
    "volcano volcanoes, tornado tornadoes, mango mangoes, shoe shoes, toe toes, foe foes, canoe canoes, "
    "quiz quizzes, gas gases, bias biases, canvas canvases, atlas atlases, alias aliases, christmas christmases, "
    "lens lenses, stomach stomachs, monarch monarchs, epoch epochs, patriarch patriarchs, cache caches, "
    "ache aches, headache headaches, psyche psyches, use uses, abuse abuses, excuse excuses, ruse ruses, "
    "recluse recluses, movie movies, tie ties, pie pies, lie lies, cookie cookies, calorie calories, "
    "zombie zombies, genie genies, rookie rookies, human humans, german germans, roman romans, norman normans, "
    "ottoman ottomans, shaman shamans, talisman talismans"
)
_SAME = frozenset(
    "series species sheep deer fish aircraft spacecraft means news offspring salmon cod headquarters crossroads "
    "chaos tennis debris specimen omen regimen abdomen acumen semen amen".split()
)

_PLURALS: dict[str, list[str]] = defaultdict(list)
_SINGULARS: dict[str, list[str]] = defaultdict(list)
for _pair in _IRREGULAR.split(", "):
    _one, _many = _pair.split()
    _PLURALS[_one].append(_many)
    _SINGULARS[_many].append(_one)

# The first ending that fits: what it becomes.
_Endings = list[tuple[re.Pattern[str], str | None]]
_TO_SINGULAR: _Endings = [
    (re.compile(ending), become)
    for ending, become in (
        (r"(?:ss|us|sis|ics)$", None),
        (r"(?<=\w\w)men$", "man"),
        (r"(?<=\w\w)ies$", "y"),
        (r"(?<=ss|sh|ch|zz)es$|(?<=x)es$|(?<=[^aofm]us)es$|(?<=\wo)es$", ""),
        (r"(?<=\w\w)s$", ""),
    )
]
_TO_PLURAL: _Endings = [
    (re.compile(ending), become)
    for ending, become in (
        (r"ics$", "ics"),
        (r"(?<=\w)man$", "men"),
        (r"(?<=[^aeiou\W])y$", "ies"),
        (r"sis$", "ses"),
        (r"(?<=s|x|z)$|(?<=sh|ch)$", "es"),
        (r"$", "s"),
    )
]


def singular_forms(word: str) -> list[str]:
    """The spellings of one, in small letters, for a word in either number.

    >>> singular_forms("Cities"), singular_forms("bus"), singular_forms("axes")
    (['city'], ['bus'], ['axis', 'axe'])
    """
    word = word.lower()
    if word in _SAME or word in _PLURALS:
        return [word]
    return _SINGULARS.get(word) or [_changed(word, _TO_SINGULAR)]


def plural_forms(word: str) -> list[str]:
    """The spellings of several, in small letters, for a word in either number.

    >>> plural_forms("city"), plural_forms("cities"), plural_forms("index")
    (['cities'], ['cities'], ['indexes', 'indices'])
    """
    word = word.lower()
    if word in _PLURALS:
        return _PLURALS[word]
    if word in _SAME or singular_forms(word) != [word]:
        return [word]
    return [_changed(word, _TO_PLURAL)]


def _changed(word: str, endings: _Endings) -> str:
    for ending, become in endings:
        if ending.search(word):
            return word if become is None else ending.sub(become, word, count=1)
    return word
