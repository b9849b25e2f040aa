"""Text rules: a chapter's element tree comes in, the same text with what each medium needs to set it well leaves.

No visible character is added to the author's text or taken from it; notes and marks of ours carry a class that says so.
"""

from builder.typography.address_notes import note_addresses
from builder.typography.captions import lift_captions, number_captions
from builder.typography.characters import is_han, is_traditional, is_wide
from builder.typography.code import most_lines, number_lines, space_wide, wrap_lines
from builder.typography.emphasis import dot_emphasis
from builder.typography.endnotes import Gathering
from builder.typography.folios import Folios, keep_first_places, merged
from builder.typography.headings import name_headings
from builder.typography.links import break_addresses, note_links
from builder.typography.lists import count_from_start
from builder.typography.notes import FootNumbers, link_notes, loose_notes, number_at_foot, refer, set_at_foot, with_backlinks
from builder.typography.paragraphs import mark_addresses, mark_opening_brackets
from builder.typography.places import mark_pages
from builder.typography.quotes import QUOTES, shape_quotes
from builder.typography.readings import join_rubies
from builder.typography.tables import mark_tight_tables, scope_headers
from builder.typography.type_area import TRIMS, TypeArea, type_area
from builder.typography.upright import DIGITS, set_upright

__all__ = [
    "DIGITS",
    "QUOTES",
    "TRIMS",
    "Folios",
    "FootNumbers",
    "Gathering",
    "TypeArea",
    "break_addresses",
    "count_from_start",
    "dot_emphasis",
    "is_han",
    "is_traditional",
    "is_wide",
    "join_rubies",
    "keep_first_places",
    "lift_captions",
    "link_notes",
    "loose_notes",
    "mark_addresses",
    "mark_opening_brackets",
    "mark_pages",
    "mark_tight_tables",
    "merged",
    "most_lines",
    "name_headings",
    "note_addresses",
    "note_links",
    "number_at_foot",
    "number_captions",
    "number_lines",
    "refer",
    "scope_headers",
    "set_at_foot",
    "set_upright",
    "shape_quotes",
    "space_wide",
    "type_area",
    "with_backlinks",
    "wrap_lines",
]
