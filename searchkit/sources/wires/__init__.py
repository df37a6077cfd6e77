"""Wires: the XML formats of news agencies, and their telegrams."""

from searchkit.sources.format import Format
from searchkit.sources.wires import articletext, iptc7901, newsml1, newsml_g2, nitf, rcv1, trec

FORMATS: tuple[Format, ...] = (
    Format("nitf", "NITF, the News Industry Text Format", (".xml", ".nitf"), nitf.read, nitf.recognises),
    Format("newsml1", "NewsML 1", (".xml",), newsml1.read, newsml1.recognises),
    Format("newsml_g2", "NewsML-G2", (".xml", ".newsml"), newsml_g2.read, newsml_g2.recognises),
    Format("rcv1", "the Reuters Corpora RCV1 and RCV2", (".xml",), rcv1.read, rcv1.recognises),
    Format(
        "kb",
        "texts of articles of the Dutch National Library (KB)",
        (".xml",),
        articletext.read,
        articletext.recognises,
    ),
    Format("iptc7901", "telegrams: IPTC 7901 and ANPA-1312", (".tst", ".anpa"), iptc7901.read, iptc7901.recognises),
    Format(
        "trec", "SGML of TREC and the LDC: AP, WSJ, LA Times, FT, FBIS", (".sgm", ".sgml"), trec.read, trec.recognises
    ),
)
"""In the order in which they are asked."""
