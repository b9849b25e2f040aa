"""Judges of finished books that share no code with the builder: the files come in, what is wrong with them leaves.

`expected` asks pandoc what a post says, `extracted` asks MuPDF what a book says, `text` lays one beside the other; `glyphs`
and `sheets` read the faces and the pages. `lines` measures how well the lines are set: `origins` and `embedded`
read where every glyph stands, `paragraphs` what the post says, `setting` brings the two together.
"""
