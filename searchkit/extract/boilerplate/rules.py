"""What is boilerplate in any article, whatever its source: a short list, each rule for a whole paragraph.

A rule is added only with an example of a paragraph that it must leave alone (tests/extract/test_boilerplate_rules.py).
"""

import re

RULE_WORDS = 60
_MOST_CHARS = 600
"""No rule holds for a longer paragraph."""

_SHORT_WORDS, _TAGGED_WORDS, _INVITING_WORDS, _END_WORDS = 40, 25, 30, 3
_MOST_LINES = 12

_HEADINGS = (
    "READ MORE|READ NEXT|READ ALSO|ALSO READ|READ THIS|MUST READ|MOST READ|SEE ALSO|SEE MORE|WATCH|LISTEN|TRENDING"
    "|DON['’]?T MISS|RECOMMENDED|RELATED(?: (?:ARTICLES?|STORIES|STORY|CONTENT|COVERAGE|NEWS|TOPICS))?"
)
# In capitals before a headline, or in any case before a colon or alone: "Watch the river, he said" is a sentence.
_LINKS = re.compile(
    rf"(?:(?:{_HEADINGS})\b(?=[^\n]*[a-z])[^\n]{{1,150}}(?<![.!?\"”’])|(?i:MORE|{_HEADINGS})\s*(?:[:：»›>|]|…|\.\.\.)[^\n]{{0,150}}|(?i:{_HEADINGS}))"
)
_TAGGED = re.compile(
    r"[^\n]{1,200}\[(?:REPORT|LATEST|INSIGHT|ANALYSIS|VIDEO|PICTURES?|PHOTOS?|REVEAL(?:ED)?|COMMENT|EXCLUSIVE|POLL|UPDATE"
    r"|SPOTLIGHT|INTERVIEW|OPINION|BREAKING|LIVE|WATCH)\]"
)
_CONSENT = re.compile(
    r"We use your sign-?up to provide content\b|[^\n]*\byou can unsubscribe at any time\b"
    r"|By (?:signing|subscribing|clicking)[^\n]{1,80}\byou agree to\b",
    re.IGNORECASE,
)
_INVITATION = re.compile(
    r"(?:Sign up|Subscribe)(?: now| here| today)?(?: to| for| and (?:get|receive)\b|[:!.]?$)"
    r"|(?:Click|Tap) here to (?:subscribe|sign up|join|register)\b"
    r"|Follow (?:us|@\w)",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"Advertisement|Sponsored content|(?:Story|Article) continues below(?: (?:this )?advertisement)?"
    r"|Source: Read Full Article|(?:Continue|Skip) (?:reading|to) the main (?:story|content)|Loading\W*"
    r"|Share this (?:article|story)",
    re.IGNORECASE,
)
_CREDITS = re.compile(
    r"\((?:Additional |With )?(?:reporting|writing|compiled|edited|written|editing|translated) by [^\n]{1,300}\)"
    r"|(?:Additional )?(?:Reporting|Writing) by [^\n]{1,200}; (?:writing|editing|edited|additional) [^\n]{1,200}"
    r"|Our Standards:[^\n]{0,120}|(?:REUTERS|AFP|AP|EPA|Getty Images) ?/ ?\S[^\n]{0,80}"
    r"|(?:FILE )?PHOTO:[^\n]*|\(?(?:Image|Picture|Photo|Photograph|Credit|Photo credit):[^\n]{0,200}",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"(?:©|\(c\) ?(?:19|20)\d\d|Copyright (?:©|\(c\)|(?:19|20)\d\d)|All rights reserved\b)[^\n]*", re.IGNORECASE
)
_END = re.compile(r"[-–—] ?(?:30|ends?|0) ?[-–—]|ENDS?|#{3,}|\(?ENDS?\)", re.IGNORECASE)
_STOPPED = re.compile(r"[.!?][\"'”’)]*$")

_OPENINGS = frozenset(
    "rea,rep,als,mus,mos,see,wat,lis,tre,don,rec,rel,mor,we ,by ,sig,sub,cli,tap,fol,adv,spo,sto,art,sou,con,ski,loa"
    ",sha,add,wri,our,reu,afp,ap/,ap ,epa,get,fil,pho,ima,pic,cre,cop,all".split(",")
)
_OPENING_SIGNS = frozenset("(©")
"""With these every paragraph begins for which there is a rule, but for tags, end marks and ways to unsubscribe."""


def may_have_rule(text: str, words: int) -> bool:
    """Whether it is worth while to look for a rule for a paragraph of so many words."""
    return words <= RULE_WORDS and (_opens_as_a_rule(text) or text[-1] == "]" or words <= _END_WORDS or "\n" in text)


def _opens_as_a_rule(text: str) -> bool:
    return text[:3].lower() in _OPENINGS or text[0] in _OPENING_SIGNS or "unsubscribe at any" in text


def rule_for(text: str, words: int) -> str:
    """The name of the rule by which a paragraph is boilerplate, "" for none; `words` is how many it has."""
    if "\n" in text:
        return _rule_for_lines(text.split("\n"))
    if _opens_as_a_rule(text) and (rule := _rule_for_opening(text, words)):
        return rule
    if text[-1] == "]" and words <= _TAGGED_WORDS and _TAGGED.fullmatch(text):
        return "links"
    return "end mark" if words <= _END_WORDS and _END.fullmatch(text) else ""


def _rule_for_opening(text: str, words: int) -> str:
    if words > RULE_WORDS or len(text) > _MOST_CHARS:
        return ""
    if words <= _SHORT_WORDS and _LINKS.fullmatch(text):
        return "links"
    if _CONSENT.match(text) or (words <= _INVITING_WORDS and _INVITATION.match(text)):
        return "invitation"
    if words <= _SHORT_WORDS and _FILLER.fullmatch(text):
        return "filler"
    return "credits" if _CREDITS.fullmatch(text) or _RIGHTS.fullmatch(text) else ""


def _rule_for_lines(lines: list[str]) -> str:
    """A list of links under its heading, or lines each of which is boilerplate by itself."""
    if len(lines) > _MOST_LINES or any(len(line) > 200 for line in lines):
        return ""
    rules = [rule_for(line, line.count(" ") + 1) if line else "" for line in lines]
    if rules[0] == "links" and not any(_STOPPED.search(line) for line in lines[1:]):
        return "links"
    return rules[0] if all(rules) else ""
