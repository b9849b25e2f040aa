// Reads OPDS feeds with two parsers that are not ours, and prints what they understood.
//
//   node opds.mjs NODE_MODULES < {"atom": ["<feed...", ...], "json": ["{...", ...]}
//
// opds-feed-parser is that of library apps, r2-opds-js that of Thorium; the second turns OPDS 1 into OPDS 2 as well.

import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'

console.log = console.error  // what the parsers have to say is none of the answer
const require = createRequire(resolve(process.argv[2], 'here.js'))
const { default: Parser, AcquisitionFeed } = require('opds-feed-parser')
const r2 = 'r2-opds-js/dist/es8-es2017/src/opds/'
const { initGlobalConverters_OPDS, initGlobalConverters_GENERIC } = require(r2 + 'init-globals')
const { convertOpds1ToOpds2 } = require(r2 + 'converter')
const { OPDS } = require(r2 + 'opds1/opds')
const { OPDSFeed } = require(r2 + 'opds2/opds2')
const { XML } = require('r2-utils-js/dist/es8-es2017/src/_utils/xml-js-mapper')
const { TaJsonDeserialize, TaJsonSerialize } = require('r2-lcp-js/dist/es8-es2017/src/serializable')
const { DOMParser } = require('@xmldom/xmldom')
initGlobalConverters_OPDS()
initGlobalConverters_GENERIC()

const library = async feed => {
    const read = await new Parser().parse(feed)
    return {
        kind: read instanceof AcquisitionFeed ? 'acquisition' : 'navigation',
        id: read.id, title: read.title, total: read.search?.totalResults,
        links: read.links.map(({ rel, href, type }) => ({ rel, href, type })),
        entries: read.entries.map(entry => ({
            id: entry.id, title: entry.title, updated: entry.updated, language: entry.language, issued: entry.issued,
            authors: entry.authors.map(author => author.name), tags: entry.categories.map(category => category.term),
            links: entry.links.map(({ rel, href, type }) => ({ rel, href, type })),
        })),
    }
}
const thorium = feed => TaJsonSerialize(
    convertOpds1ToOpds2(XML.deserialize(new DOMParser().parseFromString(feed, 'application/xml'), OPDS)))

const { atom, json } = JSON.parse(await text(process.stdin))
process.stdout.write(JSON.stringify({
    library: await Promise.all(atom.map(library)),
    thorium: atom.map(thorium),
    thorium2: json.map(feed => TaJsonSerialize(TaJsonDeserialize(JSON.parse(feed), OPDSFeed))),
}))
