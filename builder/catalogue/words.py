"""The few words a catalogue says by itself, in the language most of its books are in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from builder.catalogue.books import Shelf


@dataclass(frozen=True, slots=True)
class Words:
    """What feeds and the page say."""

    language: str
    shelf: str
    """What a catalogue is called that has no title."""
    newest: str
    titles: str
    authors: str
    tags: str
    results: str
    """Before the words that were searched for."""
    search: str
    books: str
    """With the number in place of {}."""
    empty: str
    previous: str
    next: str
    page: str
    """With the numbers of this page and of all in place of {}."""
    for_readers: str
    no_author: str


ENGLISH = Words("en", "Books", "Newest", "By title", "By author", "By tag", "Found:", "Search", "Books: {}", "No books here.",
                "Previous", "Next", "Page {} of {}", "For e-readers (OPDS)", "Unknown")
CHINESE = Words("zh-Hans", "书架", "最新", "按书名", "按作者", "按标签", "搜索：", "搜索", "共 {} 本", "这里没有书。",
                "上一页", "下一页", "第 {} 页，共 {} 页", "电子阅读器用（OPDS）", "佚名")
TRADITIONAL = Words("zh-Hant", "書架", "最新", "依書名", "依作者", "依標籤", "搜尋：", "搜尋", "共 {} 本", "這裡沒有書。",
                    "上一頁", "下一頁", "第 {} 頁，共 {} 頁", "電子閱讀器用（OPDS）", "佚名")


def words_for(shelf: Shelf) -> Words:
    """Return the words in the language most books of the shelf are in; English when that is neither Chinese nor known."""
    counted = Counter(_kind(book.package.language) for book in shelf.books)
    most = max(counted, key=lambda kind: (counted[kind], kind), default="")
    return {"zh-Hans": CHINESE, "zh-Hant": TRADITIONAL}.get(most, ENGLISH)


def _kind(language: str) -> str:
    first, *rest = language.lower().split("-")
    if first != "zh":
        return first
    return "zh-Hant" if {"hant", "tw", "hk", "mo"} & set(rest) and "hans" not in rest else "zh-Hans"
