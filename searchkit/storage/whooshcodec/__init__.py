"""How does Whoosh read and write our segments? A codec, an index and a writer behind Whoosh's own interfaces."""
