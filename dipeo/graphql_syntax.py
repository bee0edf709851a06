"""What GraphQL looks like where it defines types, as patterns: a quick yes, while a no means nothing.

They take less than the language (no operations, extensions or objects as values, lists of lists at most), and nothing
else. The grammar is that of the specification of October 2021, appendix B; possessive groups keep the patterns linear.
"""

from __future__ import annotations

import re

_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ud800-\udfff]")
"""What the real parser has to look at, ends of lines of other systems too."""
_STRING_OR_COMMENT = re.compile(
    r'"""(?:[^"\\]|"(?!"")|\\(?:""")?+)*+"""'
    r'|"(?:[^"\\\n]|\\(?:["\\/bfnrt]|u(?![Dd][89A-Fa-f])[0-9A-Fa-f]{4}))*+"(?!")'
    r"|#.*+"
)
# A string is a NUL from here on, and a comment a space; a quote that is left belongs to neither.

_ = r"[ \t\n,]*+"
_NAME = rf"[A-Za-z_]\w*+{_}"
_NUMBER = r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+(?![\w.])"
_SCALAR = rf"(?:\0|{_NUMBER}|[A-Za-z_]\w*+){_}"
_VALUE = rf"(?:{_SCALAR}|\[{_}(?:{_SCALAR})*+\]{_})"
_ENDS = rf"(?:!{_})?+"
_LIST = rf"\[{_}{_NAME}{_ENDS}\]{_}"
_TYPE = rf"(?:{_NAME}|{_LIST}|\[{_}{_LIST}{_ENDS}\]{_}){_ENDS}"
_DIRECTIVES = rf"(?:@{_}{_NAME}(?:\({_}(?:{_NAME}:{_}{_VALUE})++\){_})?+)*+"
_TEXT = rf"(?:\0{_})?+"
_INPUT = rf"{_TEXT}{_NAME}:{_}{_TYPE}(?:={_}{_VALUE})?+{_DIRECTIVES}"
_FIELD = rf"{_TEXT}{_NAME}(?:\({_}(?:{_INPUT})++\){_})?+:{_}{_TYPE}{_DIRECTIVES}"
_MEMBER = rf"{_TEXT}(?!(?:true|false|null)\b){_NAME}{_DIRECTIVES}"


def _several(sign: str) -> str:
    return rf"(?:{sign}{_})?+{_NAME}(?:{sign}{_}{_NAME})*+"


def _in_braces(part: str) -> str:
    return rf"\{{{_}(?:{part})++\}}{_}"


_KINDS = (
    rf"scalar\b{_}{_NAME}{_DIRECTIVES}",
    rf"(?:type|interface)\b{_}{_NAME}(?:implements\b{_}{_several('&')})?+{_DIRECTIVES}"
    + _in_braces(_FIELD),
    rf"input\b{_}{_NAME}{_DIRECTIVES}" + _in_braces(_INPUT),
    rf"enum\b{_}{_NAME}{_DIRECTIVES}" + _in_braces(_MEMBER),
    rf"union\b{_}{_NAME}{_DIRECTIVES}={_}{_several('[|]')}",
)
_TYPES = re.compile(rf"{_}(?:{_TEXT}(?:{'|'.join(_KINDS)}))++", re.ASCII)


def defines_types(text: str) -> bool:
    """Whether a text is certainly GraphQL."""
    if _ODD.search(text):
        return False
    short = _STRING_OR_COMMENT.sub(lambda m: " " if m[0][0] == "#" else "\0", text)
    return _TYPES.fullmatch(short) is not None
