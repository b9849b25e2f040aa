// Opens an EPUB in epub.js inside a headless Chromium, goes to every page of the spine, to an entry of the contents, to a note and
// to a printed page as a reader would, and prints what was found there.
//
//   node epubjs.mjs BOOK.epub NODE_MODULES CHROMIUM
//
// Everything is served from 127.0.0.1; requests to any other place are refused and listed.

import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [book, modules, executablePath] = process.argv.slice(2)
const { chromium } = await import(pathToFileURL(join(modules, 'playwright-core', 'index.mjs')))

const PAGE = `<!doctype html><meta charset="utf-8"><body style="margin: 0"><div id="page" style="width: 480px; height: 700px"></div>
<script src="/jszip.js"></script><script src="/epub.js"></script>`

const FILES = {
    '/jszip.js': ['text/javascript', join(modules, 'jszip', 'dist', 'jszip.min.js')],
    '/epub.js': ['text/javascript', join(modules, 'epubjs', 'dist', 'epub.min.js')],
    '/book.epub': ['application/epub+zip', book],
}
const server = createServer(async (request, response) => {
    const path = new URL(request.url, 'http://127.0.0.1').pathname
    if (path === '/') return response.setHeader('content-type', 'text/html').end(PAGE)
    if (!FILES[path]) return response.writeHead(path === '/favicon.ico' ? 204 : 404).end()
    const [type, file] = FILES[path]
    response.setHeader('content-type', type).end(await readFile(file))
})
await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
const base = `http://127.0.0.1:${server.address().port}/`

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-sync'] })
try {
    const page = await browser.newPage({ viewport: { width: 480, height: 720 } })
    const outside = [], errors = []
    page.on('pageerror', error => errors.push(String(error)))
    await page.route('**', route => {
        const url = route.request().url()
        if (url.startsWith(base) || /^(blob|data|about):/.test(url)) return route.continue()
        outside.push(url)
        return route.abort()
    })
    await page.goto(base)
    const told = await page.evaluate(async () => {
        const opened = window.ePub(await (await fetch('/book.epub')).arrayBuffer())
        await opened.ready
        const rendition = opened.renderTo('page', { width: 480, height: 700 })
        const shown = async target => {
            await rendition.display(target)
            const [contents] = rendition.getContents()
            return contents.document
        }
        const flat = items => items.flatMap(item => [{ label: item.label.trim(), href: item.href }, ...flat(item.subitems ?? [])])
        const sections = []
        for (const item of opened.spine.spineItems) {
            const seen = await shown(item.href)
            sections.push({ href: item.href, text: seen.body.innerText, language: seen.documentElement.lang })
        }
        // Where a target leads: the page that is shown, and the text that begins there.
        const led = async href => {
            const seen = await shown(href)
            const aim = seen.getElementById(href.split('#')[1])
            const range = seen.createRange()
            range.setStartBefore(aim)
            range.setEndAfter(seen.body)
            const box = aim.getBoundingClientRect()
            const frame = seen.defaultView.frameElement.getBoundingClientRect()
            return { href, inSight: box.left + frame.left >= -1 && box.left + frame.left < 480, text: range.toString().slice(0, 80) }
        }
        const toc = flat(opened.navigation.toc)
        const pages = opened.pageList.pageList.map(({ page, href }) => ({ page, href }))
        const middle = pages[Math.floor(pages.length / 2)]
        let note = null
        for (const { href } of sections) {
            const seen = await shown(href)
            const reference = seen.querySelector('[role=doc-noteref]')
            if (!reference) continue
            note = await led(href.split('#')[0] + reference.getAttribute('href'))
            break
        }
        const entry = toc.find(({ href }) => href.includes('#'))
        return {
            metadata: opened.packaging.metadata, toc, sections, pages, note,
            page: middle ? { ...middle, ...await led(middle.href) } : null,
            entry: entry ? { ...entry, ...await led(entry.href) } : null,
        }
    })
    console.log(JSON.stringify({ ...told, outside, errors }))
} finally {
    await browser.close()
    server.close()
}
