"""Each rule of the list has a paragraph that it takes out, and one that it must leave alone."""

import pytest

from searchkit.extract.boilerplate.fingerprints import word_count
from searchkit.extract.boilerplate.rules import may_have_rule, rule_for


def found(text: str) -> str:
    words = word_count(text)
    return rule_for(text, words) if may_have_rule(text, words) else ""


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("READ MORE Ferry fares to rise again in May", "links"),
        ("Read more: Ferry fares to rise again", "links"),
        ("DON'T MISS", "links"),
        ("Don’t miss…\nFerry fares to rise[REPORT]\nWho owns the quay? [LATEST]", "links"),
        ("RELATED ARTICLES\nFerry fares to rise\nWho owns the quay", "links"),
        ("Ferry fares to rise again in May[REVEALED]", "links"),
        ("MORE: Ferry fares to rise", "links"),
        ("We use your sign-up to provide content in ways you have agreed to. You can leave.", "invitation"),
        ("Letters come weekly, and you can unsubscribe at any time.", "invitation"),
        ("Sign up to our morning letter", "invitation"),
        ("Follow @harrowecho for more", "invitation"),
        ("Follow us on the usual networks.", "invitation"),
        ("Advertisement", "filler"),
        ("Story continues below", "filler"),
        ("Source: Read Full Article", "filler"),
        ("(Reporting by Ana Novak in Ardle; Editing by Li Wei)", "credits"),
        ("(Additional reporting by Ana Novak)", "credits"),
        ("Reporting by Ana Novak; Editing by Li Wei", "credits"),
        ("REUTERS/Ana Novak", "credits"),
        ("FILE PHOTO: The quay of Ardle, seen from the mill.", "credits"),
        ("© 2024 The Harrow Echo", "credits"),
        ("Copyright 2024 The Harrow Echo. All rights reserved.", "credits"),
        ("-30-", "end mark"),
        ("ENDS", "end mark"),
        ("###", "end mark"),
    ],
)
def test_what_a_rule_takes_out(text: str, rule: str) -> None:
    assert found(text) == rule


@pytest.mark.parametrize(
    "text",
    [
        "Read more than one book a week, the teacher said.",
        "Watch the river, he said, and not the rain.",
        "WATCH OUT FOR ICE ON ALL ROADS",
        "Related firms fell as well.",
        "Listen to the growers, the minister was told.",
        "Recommended fares are set by the council.",
        "More than 300 people came.",
        "The clerk added a word in brackets [sic]",
        "Sign up has been slow at the new school, the board said.",
        "Subscribers of the library were told by letter.",
        "Follow the money, the auditor said.",
        "Advertisement revenue fell by a third.",
        "Source: the ministry of fisheries",
        "Reporting by the Echo led to the inquiry.",
        "(The mill was sold in 1987.)",
        "Photographs of the quay were shown in court.",
        "Copyright law is to change in May.",
        "(c) the ferry shall not leave before noon",
        "30",
        "The end",
        "AP classes are popular in Ardle.",
        "Loading the ferry took nine hours.",
        "Don't miss\nThe gate was shut at noon.",
    ],
)
def test_what_rules_leave_alone(text: str) -> None:
    assert found(text) == ""


def test_no_rule_holds_for_a_long_paragraph() -> None:
    assert found("READ MORE " + "of the quay and the mill " * 12) == ""


def test_bait_for_slow_expressions_costs_nothing() -> None:
    assert [found(bait * 20_000) for bait in ("(", "Reporting by ", "[REPORT", "READ MORE\n", "\n")] == [""] * 5
