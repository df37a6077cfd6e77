"""Mail: messages and mailboxes."""

from searchkit.sources.format import Format
from searchkit.sources.mail import eml, mbox

FORMATS: tuple[Format, ...] = (
    Format("mbox", "mailboxes in one file", (".mbox", ".mbx"), mbox.read, mbox.recognises),
    Format("eml", "mail messages", (".eml", ".emlx"), eml.read, eml.recognises),
)
"""In the order in which they are asked."""
