"""Tagging: a tree of tags comes in and becomes the structure tree of a PDF (ISO 32000-1, 14.7), links tied to their areas."""

from __future__ import annotations

from decimal import Decimal

import pikepdf

from builder.pdf.tags import Annotation, Content, Structure, Tag

PRINT = 4
"""The flag of an annotation that is there on paper too (ISO 32000-1, 12.5.3), which PDF/A-3 asks of all (6.3.2)."""


def tag(pdf: pikepdf.Pdf, structure: Structure) -> None:
    """Write the structure tree of a file, and take out the areas of links that say what another says."""
    _Writer(pdf).write(structure)
    pdf.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
    for page in pdf.pages:
        page.obj.Tabs = pikepdf.Name.S


class _Writer:
    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self.root = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot))
        self.owners: list[dict[int, pikepdf.Object]] = [{} for _ in pdf.pages]
        """For each page the structure element of every mark."""
        self.areas: list[pikepdf.Object] = []
        """The structure elements of the areas of links, by their number behind those of the pages."""
        self.named: list[tuple[str, pikepdf.Object]] = []

    def write(self, structure: Structure) -> None:
        """Write the tree, its way back from the pages (14.7.4.4) and the notes' names."""
        pdf = self.pdf
        self._drop(structure.redundant)
        self.root.K = pikepdf.Array([self._element(structure.document, self.root)])
        numbers: list[pikepdf.Object | int] = []
        for index, (page, owners) in enumerate(zip(pdf.pages, self.owners, strict=True)):
            page.obj.StructParents = index
            marks = [owners.get(mark) for mark in range(max(owners, default=-1) + 1)]
            numbers += [index, pdf.make_indirect(pikepdf.Array(marks))]
        for index, owner in enumerate(self.areas, start=len(pdf.pages)):
            numbers += [index, owner]
        self.root.ParentTree = pdf.make_indirect(pikepdf.Dictionary(Nums=pikepdf.Array(numbers)))
        self.root.ParentTreeNextKey = len(pdf.pages) + len(self.areas)
        if self.named:
            pairs = [part for name, element in sorted(self.named, key=lambda pair: pair[0].encode())
                     for part in (pikepdf.String(name), element)]
            self.root.IDTree = pdf.make_indirect(pikepdf.Dictionary(Names=pikepdf.Array(pairs)))
        pdf.Root.StructTreeRoot = self.root

    def _drop(self, redundant: tuple[Annotation, ...]) -> None:
        numbers = {annotation.number for annotation in redundant}
        for page in self.pdf.pages:
            if "/Annots" in page.obj:
                page.obj.Annots = pikepdf.Array([a for a in page.obj.Annots.as_list() if a.objgen[0] not in numbers])

    def _element(self, tag: Tag, above: pikepdf.Object) -> pikepdf.Object:
        element = self.pdf.make_indirect(pikepdf.Dictionary(
            Type=pikepdf.Name.StructElem, S=pikepdf.Name(f"/{tag.kind}"), P=above))
        for key, text in (("/Lang", tag.language), ("/E", tag.expansion),
                          ("/Alt", tag.alt if tag.kind in ("Figure", "Formula") else "")):
            if text:
                element[key] = pikepdf.String(text)
        if tag.name:
            element.ID = pikepdf.String(tag.name)
            self.named.append((tag.name, element))
        if attributes := _attributes(tag):
            element.A = attributes
        home = next((kid.page for kid in tag.kids if isinstance(kid, Content | Annotation)), None)
        if home is not None:
            element.Pg = self.pdf.pages[home].obj
        kids: list[pikepdf.Object | int] = []
        for kid in tag.kids:
            if isinstance(kid, Tag):
                kids.append(self._element(kid, element))
            elif isinstance(kid, Content):
                self.owners[kid.page][kid.mark] = element
                kids.append(kid.mark if kid.page == home else self._elsewhere(kid))
            else:
                kids.append(self._area(kid, tag, element))
        element.K = kids[0] if len(kids) == 1 else pikepdf.Array(kids)
        return element

    def _elsewhere(self, content: Content) -> pikepdf.Object:
        """Return a reference to content of another page than the element's own (14.7.4.2)."""
        return pikepdf.Dictionary(Type=pikepdf.Name.MCR, Pg=self.pdf.pages[content.page].obj, MCID=content.mark)

    def _area(self, area: Annotation, link: Tag, element: pikepdf.Object) -> pikepdf.Object:
        """Return the reference from a link to its area (14.7.4.3), which says in words where it leads (ISO 14289-1, 7.18.5)."""
        annotation = self.pdf.get_object(area.number, 0)
        annotation.StructParent = len(self.pdf.pages) + len(self.areas)
        annotation.F = PRINT
        annotation.Contents = pikepdf.String(_said(link))
        self.areas.append(element)
        return pikepdf.Dictionary(Type=pikepdf.Name.OBJR, Pg=self.pdf.pages[area.page].obj, Obj=annotation)


def _said(link: Tag) -> str:
    """Return the words for a link: its own, and the address of one that leads out of the book."""
    if link.address.startswith("#") or link.alt == link.address:
        return link.alt or link.address.removeprefix("#")
    return f"{link.alt} ({link.address})" if link.alt else link.address


def _attributes(tag: Tag) -> pikepdf.Object | None:
    """Return an element's attributes: of a list, a cell or a picture (ISO 32000-1, 14.8.5); None for all others."""
    if tag.numbering:
        return pikepdf.Dictionary(O=pikepdf.Name.List, ListNumbering=pikepdf.Name(f"/{tag.numbering}"))
    if tag.bounds is not None:
        corners = [Decimal(str(round(value, 3))) for value in tag.bounds]
        return pikepdf.Dictionary(O=pikepdf.Name.Layout, BBox=pikepdf.Array(corners))
    across, down = tag.span
    found = pikepdf.Dictionary(O=pikepdf.Name.Table)
    if tag.scope:
        found.Scope = pikepdf.Name(f"/{tag.scope}")
    if across > 1:
        found.ColSpan = across
    if down > 1:
        found.RowSpan = down
    return found if len(found.keys()) > 1 else None
