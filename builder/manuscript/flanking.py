"""Where emphasis may open and close beside Chinese, Japanese and Korean.

The rule is the CommonMark CJK-friendly amendments (tats-u/markdown-cjk-friendly, specification.md, section 6.2): a
delimiter run beside a CJK character flanks it even when punctuation stands on its other side, so `**“重要”**的` is bold.
Beside ruby it is the base that counts, beside a mark for the index what it prints: not the brace.
"""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline.state_inline import Scanned, StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

from builder.manuscript.characters import is_cjk, is_punctuation, is_whitespace
from builder.manuscript.index_marks import OPENING, is_mark, mark_at, push_mark
from builder.manuscript.ruby import push_ruby, ruby_at

_FULL_WIDTH_QUOTES = frozenset("‘’“”")
_FULL_WIDTH_FORM = "\ufe01"


class CjkState(StateInline):
    """The inline state with the amended flanking rule; strikethrough asks it as well."""

    def __init__(self, src: str, md: MarkdownIt, env: EnvType, outTokens: list[Token]) -> None:  # noqa: N803 - the library's
        super().__init__(src, md, env, outTokens)
        self.reads_braces = False
        self.last_shown: dict[int, str] = {}
        """By the place behind a ruby, the last character of its base; behind a mark for the index, of what it prints."""

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803 - overrides the library's name
        """Return whether the run of markers at `start` can open, can close, and its length."""
        end = start
        while end < self.posMax and self.src[end] == self.src[start]:
            end += 1
        before, variant = (self.last_shown[start], "") if start in self.last_shown else _character_before(self.src, start)
        after = self._first_shown(end) if end < self.posMax else " "

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

    def _first_shown(self, place: int) -> str:
        if place >= self.posMax:
            return " "
        if not self.reads_braces or self.src[place] != "{":
            return self.src[place]
        mark = mark_at(self.src, place, self.posMax)
        if mark is not None and not mark.fault:
            return self._first_shown(mark.shown[0] if mark.shown[0] < mark.shown[1] else mark.end)
        ruby = ruby_at(self.src, place, self.posMax)
        return ruby.base[0][0] if ruby and ruby.is_even else self.src[place]


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


def _read_ruby(state: StateInline, silent: bool) -> bool:
    """Take a ruby; where its readings do not fit its base, leave the text and mark the place for whoever reports it."""
    if not isinstance(state, CjkState) or state.src[state.pos] != "{":
        return False
    ruby = ruby_at(state.src, state.pos, state.posMax)
    if ruby is None or (silent and not ruby.is_even):
        return False
    if ruby.is_even:
        if not silent:
            push_ruby(state, ruby)
        state.last_shown[ruby.end] = ruby.base[-1][-1]
        state.pos = ruby.end
    else:
        misfit = f"'{state.src[state.pos:ruby.end][:60]}' has {ruby.counts}"
        state.push("ruby_misfit", "", 0).meta["misfit"] = misfit
        state.append_pending("{")
        state.pos += 1
    return True


def _read_mark(state: StateInline, silent: bool) -> bool:
    """Take a mark for the index; without an end, or with a fault, it stays text, marked for whoever reports it."""
    if not isinstance(state, CjkState) or not state.src.startswith(OPENING, state.pos):
        return False
    mark = mark_at(state.src, state.pos, state.posMax)
    start = state.pos
    if mark is None or mark.fault:
        fault = mark.fault if mark else "has no end" if is_mark(state.src, start) else ""
        if fault and not silent:
            written = state.src[start:mark.end if mark else state.posMax].partition("\n")[0]
            state.push("index_misfit", "", 0).meta["misfit"] = f"'{written[:40]}' {fault}"
        return False
    if not silent:
        push_mark(state, mark)
    first, last = mark.shown
    state.last_shown[mark.end] = state.last_shown.get(last, state.src[last - 1]) if first < last else _before(state, start)
    state.pos = mark.end
    return True


def _before(state: CjkState, place: int) -> str:
    return state.last_shown.get(place, state.src[place - 1] if place else " ")


class CjkInline(ParserInline):
    """The inline parser, with `CjkState` in the place of the library's own, and ruby and index marks where they are wanted."""

    def __init__(self, *, braces: bool) -> None:
        super().__init__()
        self._reads_braces = braces
        if braces:
            self.ruler.push("index_mark", _read_mark)
            self.ruler.push("ruby", _read_ruby)

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """Return the inline tokens of one block's text."""
        state = CjkState(src, md, env, tokens)
        state.reads_braces = self._reads_braces
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens
