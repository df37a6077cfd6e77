"""Queries that nobody would type: random bytes, and queries people type with something changed.

`python -m tests.reliability.queryfuzz 100000 10000` asks so many of each kind and tells how the slowest compare with
the others.
"""

import random
import sys
import tempfile
import time
from collections.abc import Iterator

import searchkit
from searchkit import Archive, QueryError
from tests.conftest import HAY

REAL = (
    "wheat board kickbacks",
    "wheat AND (iraq OR export*) NOT barley",
    '"wheat board"~3 OR ="Wheat Board"',
    '(wheat OR grain*) W/5 (board OR "export council")',
    '"wheat board" PRE/10 kickback~',
    "ATLEAST3(=US) AND LEAD(wheat) AND HEADLINE(board)",
    "wheat NOT W/5 board W/S iraq W/P denied",
    "ALLCAPS(us) NOCAPS(wheat) CAPS(board) PLURAL(city) SINGULAR(boards)",
    "hd=wheat la=en sn=courier rst=courier wc>8 wheat/F50/ board near5 wheat adj3 board same iraq",
    "date:[2006-01 TO 2006-03} after:2006/01/15 newer:7d",
    "w?eat expor* *tion howrad~2 /wh.at/ organi?ation wheat^3",
    'title:(wheat OR board) author:novak source:"vale courier" -barley +iraq',
    "https://example.org/wheat?a=b o'brien@example.org AT&T C++ 3,5 U.S. “wheat” ＡＮＤ 小麦 🌾",
)
_ASKED_AGAIN = 50
SIGNS = (
    *"()[]{}\"'*?~^=:/\\+-!&|<>@#$%,;.“”（）：＊\u200d\u00ad\x00\ud800\U0001f33e",
    *(
        " AND ",
        " OR ",
        " NOT ",
        " W/5 ",
        " PRE/3 ",
        " NOT W/2 ",
        " W/S ",
        "ATLEAST2(",
        "LEAD(",
        " TO ",
        "date:",
        "wc>",
        "@x",
    ),
)


def random_bytes(chance: random.Random) -> str:
    """Bytes as a terminal may pass them on."""
    return chance.randbytes(chance.randint(0, 80)).decode("utf-8", chance.choice(["replace", "surrogateescape"]))


def mutation(chance: random.Random) -> str:
    """One of the real queries, or two, after some changes."""
    text = chance.choice(REAL) + chance.choice(["", "", " ", " OR "]) + chance.choice(["", "", chance.choice(REAL)])
    for _ in range(chance.randint(1, 8)):
        at, after = sorted((chance.randint(0, len(text)), chance.randint(0, len(text))))
        match chance.randrange(4):
            case 0:
                text = text[:at] + chance.choice(SIGNS) + text[at:]
            case 1:
                text = text[:at] + text[at + chance.randint(1, 3) :]
            case 2:
                text = text[:at] + text[after:] + text[at:after]
            case _:
                text = text[:after] + text[at:after] + text[after:]
    return text


def asked(archive: Archive, queries: Iterator[str]) -> list[tuple[float, str]]:
    """The processor time each takes, with passages; a query that is refused must say why in one line."""
    taken = []
    for query in queries:
        started = time.process_time()
        try:
            archive.search(query)
        except QueryError as error:
            message = str(error)
            assert message, query
            assert "\n" not in message, query
        taken.append((time.process_time() - started, query))
    return taken


def main(random_count: int, mutation_count: int) -> None:
    """Asks them and tells what was slow."""
    chance = random.Random(0)
    with tempfile.TemporaryDirectory() as folder, searchkit.create(folder) as archive:
        archive.add(HAY)
        for make, count in ((random_bytes, random_count), (mutation, mutation_count)):
            taken = sorted(asked(archive, (make(chance) for _ in range(count))))
            median = taken[count // 2][0]
            # asked again: a pause of the machine is not theirs
            slow = [min(asked(archive, iter([query] * 3))) for _, query in taken[-_ASKED_AGAIN:]]
            worst, query = max(slow)
            figures = f"median {1000 * median:.2f} ms, slowest {worst / median:.0f} times that"
            print(f"{make.__name__}: {count:,} queries, {figures}: {query!r}", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
