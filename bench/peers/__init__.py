"""The engines that are compared, each behind the same small protocol."""

import importlib
import importlib.util

from bench.peers.base import Answer, OpenPeer, Peer

SEARCHKIT, TANTIVY, FTS5, BM25S, WHOOSH = "searchkit", "tantivy", "SQLite FTS5", "bm25s", "whoosh3"
COUNTING = "tantivy, counting"
"""tantivy's index again, asked for the number of all matches too."""

_MODULES = {
    SEARCHKIT: ("searchkit", "bench.peers.searchkit"),
    TANTIVY: ("tantivy", "bench.peers.tantivy"),
    COUNTING: ("tantivy", "bench.peers.tantivy"),
    FTS5: ("sqlite3", "bench.peers.fts5"),
    BM25S: ("bm25s", "bench.peers.bm25s"),
    WHOOSH: ("whoosh", "bench.peers.whoosh3"),
}

NAMES = tuple(_MODULES)


def is_installed(name: str) -> bool:
    """Whether the library behind a peer can be imported."""
    return importlib.util.find_spec(_MODULES[name][0]) is not None


def peer(name: str) -> Peer:
    """The peer of this name, which is_installed; only its own library is imported."""
    module = importlib.import_module(_MODULES[name][1])
    made: Peer = module.COUNTING_PEER if name == COUNTING else module.PEER
    return made


__all__ = [
    "BM25S",
    "COUNTING",
    "FTS5",
    "NAMES",
    "SEARCHKIT",
    "TANTIVY",
    "WHOOSH",
    "Answer",
    "OpenPeer",
    "Peer",
    "is_installed",
    "peer",
]
