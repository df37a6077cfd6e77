"""The options that say how source files are read, for every command that reads some."""

from typing import Annotated, Literal

from searchkit.cli.options import finite, option
from searchkit.errors import SourceError
from searchkit.settings import MEBIBYTE, ReadOptions

_DEFAULTS = ReadOptions()

FieldMapOption = Annotated[str, option("--map", help="Names of JSON and CSV fields: title=headline,body=maintext.")]
EncodingOption = Annotated[str, option("--encoding", help="Character encoding of all files; else it is found out.")]
MaxArticleSizeOption = Annotated[
    float, option("--max-article-size", min=0.001, callback=finite, help="MiB one article may take.")
]
MaxFileSizeOption = Annotated[
    float,
    option(
        "--max-file-size",
        min=0.001,
        callback=finite,
        help="MiB one file may expand to, through all its containers.",
    ),
]
MaxMembersOption = Annotated[int, option("--max-members", min=1, help="Members read of one zip or tar.")]
MaxRatioOption = Annotated[int, option("--max-ratio", min=1, help="Times its size a compressed file may expand.")]
MaxDepthOption = Annotated[int, option("--max-depth", min=0, help="How deep containers may nest.")]
MaxParseSecondsOption = Annotated[
    float, option("--max-parse-seconds", min=0, callback=finite, help="Seconds one page or document may take; 0: any.")
]
HtmlOption = Annotated[
    Literal["precise", "fast"],
    option("--html", help="Finding the article in a page: precise by trafilatura, fast by resiliparse."),
]
DateFromFileTimeOption = Annotated[
    bool, option("--date-from-file-time", help="Date articles that say no date by when their file was written.")
]

MAX_ARTICLE_SIZE = _DEFAULTS.max_article_bytes / MEBIBYTE
MAX_FILE_SIZE = _DEFAULTS.max_file_bytes / MEBIBYTE


def field_map_of(text: str) -> dict[str, str]:
    """`title=headline,body=maintext` as a mapping; SourceError for anything else."""
    pairs = [pair.partition("=") for pair in text.split(",") if pair.strip()]
    for name, equals, theirs in pairs:
        if not (name.strip() and equals and theirs.strip()):
            raise SourceError(f"--map {text!r} cannot be read; write it as title=headline,body=maintext")
    return {name.strip(): theirs.strip() for name, _, theirs in pairs}
