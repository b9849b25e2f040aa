"""The same text set by postpress and by other makers on the same page, in the same face and size; a table of how well leaves.

`python -m comparison` with `tests` on the path, or `make compare-lines`. The others are asked only when they are installed;
`docs/explanation/line-comparison.md` says how to get each.
"""
