"""The commands that bring finished books to people: each takes arguments, calls a room, prints, and returns an exit code.

`builder.cli` gives them their names.
"""
