// Opens an EPUB with Readium's parser, the one of Thorium and of publishers' shops, and prints the publication it makes of it.
//
//   node readium.mjs BOOK.epub NODE_MODULES

import { createRequire } from 'node:module'
import { resolve } from 'node:path'

const [book, modules] = process.argv.slice(2)
const load = createRequire(resolve(modules, 'here.js'))
const shared = name => load(`r2-shared-js/dist/es8-es2017/src/${name}`)
const { initGlobalConverters_GENERIC, initGlobalConverters_SHARED } = shared('init-globals')
initGlobalConverters_GENERIC()
initGlobalConverters_SHARED()

const publication = await shared('parser/epub').EpubParsePromise(book)
const { Metadata: about } = publication
const words = text => typeof text === 'string' ? text : Object.values(text)[0]
const flat = (links, depth = 0) => (links ?? []).flatMap(({ Title, Href, Children }) =>
    [{ title: Title, href: Href, depth }, ...flat(Children, depth + 1)])
console.log(JSON.stringify({
    title: words(about.Title), identifier: about.Identifier, languages: about.Language, direction: about.Direction,
    authors: (about.Author ?? []).map(({ Name }) => words(Name)), translators: (about.Translator ?? []).map(({ Name }) => words(Name)),
    series: (about.BelongsTo?.Series ?? []).map(({ Name, Position }) => ({ name: words(Name), position: Position })),
    spine: publication.Spine.map(({ Href }) => Href),
    cover: publication.GetCover()?.Href,
    toc: flat(publication.TOC), pages: flat(publication.PageList), landmarks: flat(publication.Landmarks),
    features: about.AccessibilityFeature ?? about.Accessibility?.Feature ?? [],
    fonts: publication.Resources.filter(({ TypeLink }) => /font/.test(TypeLink)).length,
}))
