"""Where emphasis may open and close beside Chinese, Japanese and Korean.

The rule is the CommonMark CJK-friendly amendments (tats-u/markdown-cjk-friendly, specification.md, section 6.2): a
delimiter run beside a CJK character flanks it even when punctuation stands on its other side, so `**“重要”**的` is bold.
"""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline.state_inline import Scanned, StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

from builder.manuscript.characters import is_cjk, is_punctuation, is_whitespace

_FULL_WIDTH_QUOTES = frozenset("‘’“”")
_FULL_WIDTH_FORM = "\ufe01"


class CjkState(StateInline):
    """The inline state with the amended flanking rule; strikethrough asks it as well."""

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803 - overrides the library's name
        """Return whether the run of markers at `start` can open, can close, and its length."""
        end = start
        while end < self.posMax and self.src[end] == self.src[start]:
            end += 1
        before, variant = _character_before(self.src, start)
        after = self.src[end] if end < self.posMax else " "

        space_before, space_after = is_whitespace(before), is_whitespace(after)
        mark_before, mark_after = is_punctuation(before), is_punctuation(after)
        cjk_before = (
            is_cjk(before)
            or "\U000e0100" <= before <= "\U000e01ef"
            or (variant == _FULL_WIDTH_FORM and before in _FULL_WIDTH_QUOTES)
        )
        foreign_before = mark_before and not cjk_before
        foreign_after = mark_after and not is_cjk(after)

        left_flanking = not space_after and (not foreign_after or space_before or foreign_before or cjk_before)
        right_flanking = not space_before and (not foreign_before or space_after or foreign_after or is_cjk(after))
        return Scanned(
            can_open=left_flanking and (canSplitWord or not right_flanking or mark_before),
            can_close=right_flanking and (canSplitWord or not left_flanking or mark_after),
            length=end - start,
        )


def _character_before(text: str, start: int) -> tuple[str, str]:
    """Return the character before a run and the variation selector between them, or an empty one.

    Both ends of the text count as whitespace. U+FE0F makes an emoji of what it follows, so it is looked at itself.
    """
    if start == 0:
        return " ", ""
    last = text[start - 1]
    if "\ufe00" <= last <= "\ufe0e" and start > 1 and not is_whitespace(text[start - 2]):
        return text[start - 2], last
    return last, ""


class CjkInline(ParserInline):
    """The inline parser, with `CjkState` in the place of the library's own."""

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """Return the inline tokens of one block's text."""
        state = CjkState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens
