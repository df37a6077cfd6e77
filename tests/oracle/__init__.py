"""What a query means, told plainly: one article at a time, every match by itself, no index.

It shares no code with the search. A parsed query first gets its AND, OR and NOT above what asks for places (`spread`),
then the places are looked for (`matching`, `spans`) among the tokens of the article (`reading`, `words`).
"""

from tests.oracle.matching import Mark, Oracle

__all__ = ["Mark", "Oracle"]
