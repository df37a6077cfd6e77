"""The account of an indexing run, and what an archive holds."""

from searchkit.model import ArchiveStats, IndexSummary
from searchkit.render import stats_table, summary_table


def test_a_summary() -> None:
    summary = IndexSummary(
        files=12,
        records=1204,
        added=1180,
        updated=14,
        unchanged=7,
        skipped={"empty": 1, "binary, not text": 2},
        seconds=1.94,
    )

    assert summary_table(summary) == (
        "files                         12\n"
        "records                    1,204\n"
        "added                      1,180\n"
        "updated                       14\n"
        "unchanged                      7\n"
        "removed                        0\n"
        "skipped                        3\n"
        "skipped: binary, not text      2\n"
        "skipped: empty                 1\n"
        "seconds                      1.9\n"
        "articles a second            615\n"
    )


def test_stats() -> None:
    stats = ArchiveStats(
        articles=1204,
        passages=5000,
        terms=31000,
        undated=3,
        earliest="1999-01",
        latest="2006-02",
        sources={f"Paper {number:02}": number for number in range(13, 0, -1)},
        languages={"en": 1200, "": 4},
        years={"2006": 1000, "1999": 201},
        size_bytes=123_456_789,
    )

    assert stats_table(stats) == (
        "articles          1,204\n"
        "passages          5,000\n"
        "terms            31,000\n"
        "earliest date   1999-01\n"
        "latest date     2006-02\n"
        "without date          3\n"
        "size on disk   123.5 MB\n"
        "\n"
        "Source        Articles\n"
        "----------  ----------\n"
        "Paper 13            13\n"
        "Paper 12            12\n"
        "Paper 11            11\n"
        "Paper 10            10\n"
        "Paper 09             9\n"
        "Paper 08             8\n"
        "Paper 07             7\n"
        "Paper 06             6\n"
        "Paper 05             5\n"
        "Paper 04             4\n"
        "(3 others)           6\n"
        "\n"
        "Language      Articles\n"
        "----------  ----------\n"
        "en               1,200\n"
        "(none)               4\n"
        "\n"
        "Year      Articles\n"
        "------  ----------\n"
        "2006         1,000\n"
        "1999           201\n"
    )


def test_stats_of_an_empty_archive() -> None:
    stats = ArchiveStats(0, 0, 0, 0, None, None, {}, {}, {}, 512)

    assert stats_table(stats) == (
        "articles               0\n"
        "passages               0\n"
        "terms                  0\n"
        "earliest date       none\n"
        "latest date         none\n"
        "without date           0\n"
        "size on disk   512 bytes\n"
    )
