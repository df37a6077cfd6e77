"""Which regular expressions are safe to run on words: what could take a very long time on one is refused."""

import re

MAX_CHARS = 100
MAX_WAYS = 256
"""Ways to match: 8 letters with a `?` behind them are 256, and so are nearly 3 repeats without an end."""
OPEN_REPEAT = 6
"""A repeat without an end counts as so many ways."""
MAX_TIMES = 100

_PIECE = re.compile(
    r"""
    (?P<one>\\[dws]|\\[^\w\s]|[^\\\[\](){}|*+?])
  | (?P<class>\[\^?\]?(?:[^\]\\\[]|\\[dws]|\\[^\w\s])*+\])
  | (?P<open>\((?:\?:)?+(?!\?))
  | (?P<close>\))
  | (?P<bar>\|)
  | (?P<repeat>[*+?]|\{(?P<least>[0-9]{1,3})(?P<comma>,?)(?P<most>[0-9]{0,3})\})
    """,
    re.VERBOSE,
)
_DOUBLED_SIGN = re.compile(r"--|&&|~~|\|\|")  # in a class they are kept for what Python may come to mean by them


class _Group:
    """A group while it is read: in how many ways its branches before this one, this one, and its last piece match.

    `varies`: something in it repeats, is optional or is one of several; `last` is 0 where there is nothing to repeat.
    """

    def __init__(self) -> None:
        self.before, self.ways, self.last = 0, 1, 0
        self.last_varies = self.varies = False


class _Refused(Exception):
    pass


def refusal(expression: str) -> str:
    """Why a regular expression is not run; "" for one that is.

    Understood are characters, `.`, classes, groups, `|`, repeats, and a backslash before signs, d, w and s.
    """
    try:
        _check(expression)
        re.compile(expression)
    except _Refused as refused:
        return str(refused)
    except (re.error, OverflowError) as error:
        return str(error)
    return ""


def _check(expression: str) -> None:
    if len(expression) > MAX_CHARS:
        raise _Refused(f"it is longer than {MAX_CHARS} characters")
    groups, at = [_Group()], 0
    while at < len(expression):
        found = _PIECE.match(expression, at)
        if not found:
            raise _Refused(f"there is something that is not understood at its character {at + 1}")
        at = found.end()
        if found["repeat"]:
            _repeat(groups[-1], found)
        else:
            _take(groups, found)
        if groups[-1].before + groups[-1].ways > MAX_WAYS:
            raise _Refused("it has too many repeats, optional parts or alternatives")


def _take(groups: list[_Group], found: re.Match[str]) -> None:
    """Anything but a repeat."""
    group = groups[-1]
    if found["open"]:
        groups.append(_Group())
    elif found["bar"]:
        group.before, group.ways, group.last, group.varies = group.before + group.ways, 1, 0, True
    elif not found["close"]:
        if found["class"] and _DOUBLED_SIGN.search(found["class"]):
            raise _Refused("there is a doubled sign in a class")
        group.last, group.last_varies = 1, False
    elif len(groups) > 1:
        groups.pop()
        outer, outer.last, outer.last_varies = groups[-1], group.before + group.ways, group.varies
        outer.ways, outer.varies = outer.ways * outer.last, outer.varies or group.varies
    else:
        raise _Refused("a bracket has no partner")


def _repeat(group: _Group, found: re.Match[str]) -> None:
    """A repeat of the last piece."""
    sign, last = found["repeat"], group.last
    if not last:
        raise _Refused(f"there is nothing that {sign} could repeat")
    group.varies, group.last = True, 0
    if sign == "?":
        group.ways = group.ways // last * (last + 1)
        return
    if group.last_varies:
        raise _Refused("there is a repeat or an alternative inside a repeat")
    if sign in "*+" or (found["comma"] and not found["most"]):
        group.ways *= OPEN_REPEAT
        return
    least, most = int(found["least"]), int(found["most"] or found["least"])
    if not least <= most <= MAX_TIMES:
        raise _Refused(f"{sign} does not run from a smaller number to one of at most {MAX_TIMES}")
    group.ways *= most - least + 1
