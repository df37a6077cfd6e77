"""HTML becomes paragraphs; other text is left alone."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.extract.markdown import text_of_markdown
from searchkit.extract.markup import looks_like_html, strip_site_suffix, text_of_html, without_title

# The machines of a test service may be slow at any one example.


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("", ""),
        ("Wheat &amp; barley", "Wheat & barley"),
        ("<p>One &amp;lt;\n two</p><p>three</p>", "One &lt; two\n\nthree"),
        ("one<br>two<br/><br />three", "one\ntwo\n\nthree"),
        ("<ul><li>a<li>b <b>c</b>d</ul>", "a\n\nb cd"),
        ("<div>a<script>x < y</script><style>p {}</style></div>b", "a\n\nb"),
        ("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "1 2\n\n3"),
        ("<pre>a\n   b</pre>", "a\n   b"),
        ("First <em>para</em>\n\nSecond", "First para\n\nSecond"),
        ("a\x00\x07b", "ab"),
        ("<p></p><!-- nothing -->", ""),
    ],
)
def test_html_becomes_paragraphs(fragment: str, expected: str) -> None:
    assert text_of_html(fragment) == expected


@pytest.mark.parametrize(
    "fragment", ["<div>" * 100_000 + "deep" + "</div>" * 100_000, "<b>" * 100_000 + "deep", "<li>" * 100_000 + "deep"]
)
def test_deeply_nested_tags_take_seconds_at_most(fragment: str) -> None:
    started = time.monotonic()
    assert (text_of_html(fragment), time.monotonic() - started < 10) == ("deep", True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("<p>x", True), ("a<br/>b", True), ('<A HREF="x">', True), ("a < b > c", False), ("<jane@x.org>", False)],
)
def test_only_real_tags_look_like_html(text: str, expected: bool) -> None:
    assert looks_like_html(text) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Wheat deal | The Daily", "Wheat deal"),
        ("Wheat-deal - the daily", "Wheat-deal"),
        ("Wheat deal | TheDaily", "Wheat deal"),
        ("Wheat in The Daily", "Wheat in The Daily"),
        ("The Daily", "The Daily"),
    ],
)
def test_the_name_of_the_site_leaves_the_title(title: str, expected: str) -> None:
    assert strip_site_suffix(title, "The Daily") == expected


def test_a_repeated_title_leaves_the_body() -> None:
    assert without_title("Wheat Deal!\n\nwheat deal\n\nThe deal.", "Wheat deal") == "The deal."


@pytest.mark.parametrize(
    ("title", "first", "is_taken"),
    [
        ("Wheat", "wheat!", True),
        ("Wheat", "Barley", False),
        ("“Wheat”", "wheat", True),
        ("Énergie", "énergie", True),
        ("Straße", "STRASSE", True),
        ("\u212aelvin", "Kelvin", True),
        ("1. Wheat", "1 wheat", True),
        ("!", "?", False),
        ("", "Wheat", False),
        ("Wheat", "_" * 26 + "Wheat", False),
        ("Wheat", "_" * 25 + "Wheat", True),
    ],
)
def test_a_first_paragraph_repeats_the_title_by_its_letters(title: str, first: str, is_taken: bool) -> None:
    body = f"{first}\n\nRain fell."
    assert without_title(body, title) == ("Rain fell." if is_taken else body)


@given(st.text(alphabet=st.sampled_from("<>/!-&;#pbr\n \"'=ax1[]{}é\ud800"), max_size=60))
def test_any_text_becomes_text(text: str) -> None:
    assert isinstance(text_of_html(text), str)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Wheat *deal* #\n\nBody", ("Wheat deal", "Wheat deal\n\nBody")),
        ("Wheat deal\n===\nBody", ("Wheat deal", "Wheat deal\n\nBody")),
        ("## Section\ntext\ngoes on", ("", "Section\n\ntext goes on")),
        ("* one\n  more\n* two\n1. [x] three", ("", "one more\n\ntwo\n\nthree")),
        ("a **b** _c_ ***d*** ~~e~~ snake_case_x 2*3", ("", "a b c d e snake_case_x 2*3")),
        ('[text](http://a.org/x_(y) "t") ![alt](i.png) <http://b.org>', ("", "text alt")),
        ("[![alt](i.png)](http://a.org) [sic]", ("", "alt [sic]")),
        ("see [the board][1] and [wheat]\n\n[1]: http://a.org\n[Wheat]: http://b.org", ("", "see the board and wheat")),
        ("claim[^1]\n\n[^1]: A note.", ("", "claim\n\nA note.")),
        ("> quoted\n> on\n\n---\n\nafter", ("", "quoted on\n\nafter")),
        ("```py\nif a*b*c:\n    __x__\n```", ("", "if a*b*c:\n    __x__")),
        ("call `__init__(*a)` and `<p>`", ("", "call __init__(*a) and <p>")),
        ("| a | b |\n|---|---|\n| 1 | 2 |", ("", "a b\n\n1 2")),
        ("x <b>y</b> &amp; z \\*star\\*<!-- gone -->", ("", "x y & z *star*")),
    ],
)
def test_markdown_becomes_paragraphs(text: str, expected: tuple[str, str]) -> None:
    assert text_of_markdown(text) == expected


@pytest.mark.parametrize("piece", ["[", "*", "`", "![[", "[a](b ", "<!--", "_a", "> ", "|-", "\\", "[a]("])
def test_hostile_markdown_takes_linear_time(piece: str) -> None:
    started = time.monotonic()
    text_of_markdown(piece * 100_000)
    assert time.monotonic() - started < 10
