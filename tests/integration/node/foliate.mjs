// Opens an EPUB in foliate-js inside a headless Chromium, turns to every page of the spine, and prints what a reader would see.
//
//   node foliate.mjs BOOK.epub NODE_MODULES CHROMIUM SCREENSHOTS [STYLE]
//
// STYLE is what a reader sets over the book, such as the colours of night. Everything is served from 127.0.0.1; requests to any
// other place are refused and listed.

import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import { join, normalize } from 'node:path'
import { pathToFileURL } from 'node:url'

const [book, modules, executablePath, screenshots, style] = process.argv.slice(2)
const { chromium } = await import(pathToFileURL(join(modules, 'playwright-core', 'index.mjs')))

const PAGE = `<!doctype html><meta charset="utf-8"><style>html, body { margin: 0; height: 100% } foliate-view { height: 100% }</style>
<script type="module">import '/foliate/view.js'; window.ready = true</script>`

const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, 'http://127.0.0.1').pathname))
    try {
        if (path === '/') response.setHeader('content-type', 'text/html').end(PAGE)
        else if (path === '/favicon.ico') response.writeHead(204).end()
        else if (path === '/book.epub') response.setHeader('content-type', 'application/epub+zip').end(await readFile(book))
        else if (path.startsWith('/foliate/') && path.endsWith('.js'))
            response.setHeader('content-type', 'text/javascript').end(await readFile(join(modules, 'foliate-js', path.slice(9))))
        else response.writeHead(404).end()
    } catch {
        response.writeHead(404).end()
    }
})
await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
const base = `http://127.0.0.1:${server.address().port}/`

const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync'],
})
try {
    const page = await browser.newPage({ viewport: { width: 480, height: 720 } })
    const outside = [], errors = []
    page.on('pageerror', error => errors.push(String(error)))
    page.on('console', message => message.type() === 'error' && errors.push(message.text()))
    await page.route('**', route => {
        const url = route.request().url()
        if (url.startsWith(base) || /^(blob|data|about):/.test(url)) return route.continue()
        outside.push(url)
        return route.abort()
    })
    await page.goto(base)
    await page.waitForFunction(() => window.ready)
    const told = await page.evaluate(async style => {
        const view = document.createElement('foliate-view')
        document.body.append(view)
        const blob = await (await fetch('/book.epub')).blob()
        await view.open(new File([blob], 'book.epub'))
        window.view = view
        if (style) view.renderer.setStyles(style)
        const { metadata, toc, landmarks, sections, dir } = view.book
        const cover = await view.book.getCover()
        const picture = cover ? await createImageBitmap(cover) : null
        const flat = (items, depth = 0) => (items ?? []).flatMap(item =>
            [{ label: item.label.trim(), href: item.href, depth }, ...flat(item.subitems, depth + 1)])
        return {
            metadata, dir, toc: flat(toc), landmarks: (landmarks ?? []).map(({ label, href, type }) => ({ label, href, type })),
            sections: sections.map(({ id, linear }) => ({ id, linear: linear !== 'no' })),
            cover: picture && { type: cover.type, width: picture.width, height: picture.height },
        }
    }, style)
    for (const [index, section] of told.sections.entries()) {
        Object.assign(section, await page.evaluate(async index => {
            await window.view.goTo(index)
            const { doc } = window.view.renderer.getContents().find(content => content.index === index)
            await doc.fonts.ready
            await Promise.all([...doc.images].map(image => image.decode().catch(() => {})))
            const characters = element => {  // where each character of a text stands
                const found = [], walker = doc.createTreeWalker(element, NodeFilter.SHOW_TEXT)
                while (element.localName === 'p' && walker.nextNode()) for (let at = 0; at < walker.currentNode.length; at++) {
                    const range = doc.createRange()
                    range.setStart(walker.currentNode, at)
                    range.setEnd(walker.currentNode, at + 1)
                    const { x, y, width, height } = range.getBoundingClientRect()
                    found.push({ character: range.toString(), x, y, width, height })
                }
                return found
            }
            // Every element with text of its own: its colour, and that of the ground it stands on.
            const colours = doc => {
                const { defaultView } = doc, found = new Map()
                for (const element of doc.body.querySelectorAll('*')) {
                    if (![...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())) continue
                    let ground = 'rgba(0, 0, 0, 0)'
                    for (let at = element; at && ground === 'rgba(0, 0, 0, 0)'; at = at.parentElement)
                        ground = defaultView.getComputedStyle(at).backgroundColor
                    const told = [element.localName, defaultView.getComputedStyle(element).color, ground]
                    found.set(told.join(), told)
                }
                return [...found.values()]
            }
            const faces = [...doc.fonts]
            const used = faces.filter(face => face.status === 'loaded').map(face => face.family.replaceAll('"', ''))
            await Promise.all(faces.map(face => face.load().catch(() => {})))
            return {
                text: doc.body.innerText,
                language: doc.documentElement.lang,
                colours: colours(doc),
                used: [...new Set(used)],  // families that the page's own text asked for
                fonts: faces.map(({ family, weight, style, status }) =>
                    ({ family: family.replaceAll('"', ''), weight, style, status })),
                images: [...doc.images].map(image =>
                    ({ alt: image.alt, width: image.naturalWidth, height: image.naturalHeight,
                        shown: [image.width, image.height] })),
                writing: getComputedStyle(doc.documentElement).writingMode,
                boxes: [...doc.querySelectorAll('p, h1, .tcy, .upright, .latin-mark, pre, tr, rt')].map(element => {
                    const { x, y, width, height } = element.getBoundingClientRect()
                    const { fontSize, textOrientation } = getComputedStyle(element)
                    return { name: element.localName, class: element.className, text: element.textContent, x, y, width, height,
                        size: parseFloat(fontSize), orientation: textOrientation, characters: characters(element) }
                }),
                rules: [...doc.styleSheets].filter(sheet => sheet.ownerNode?.localName === 'link').map(sheet => sheet.cssRules.length),
            }
        }, index))
        await page.waitForTimeout(100)  // the turn of the page is painted
        if (screenshots) await page.screenshot({ path: join(screenshots, `foliate-${String(index + 1).padStart(2, '0')}.png`) })
    }
    // Where the left side of the first page, and then the right side, leads to.
    const turned = await page.evaluate(async () => {
        const here = () => window.view.renderer.getContents()[0].index, seen = []
        await window.view.goTo(0)
        for (const turn of ['goLeft', 'goLeft', 'goRight']) {
            await window.view[turn]()
            await new Promise(resolve => setTimeout(resolve, 400))
            seen.push(here())
        }
        return seen
    })
    // A click on the first note, which pops up, and on the entry in the middle of the list of printed pages.
    const clicked = await page.evaluate(async () => {
        const { FootnoteHandler } = await import('/foliate/footnotes.js')
        const { view } = window, { pageList, sections } = view.book
        let note = null, place = null
        for (let index = 0; index < sections.length && !note; index++) {
            await view.goTo(index)
            const { doc } = view.renderer.getContents().find(content => content.index === index)
            const reference = doc.querySelector('[role~=doc-noteref]')
            if (!reference) continue
            const handler = new FootnoteHandler()
            note = await new Promise((resolve, reject) => {
                handler.addEventListener('before-render', ({ detail }) => document.body.append(detail.view))
                handler.addEventListener('render', ({ detail }) => {
                    const shown = detail.view.renderer.getContents()[0]?.doc ?? detail.target.ownerDocument
                    resolve({ type: detail.type, hidden: detail.hidden, number: reference.textContent, text: shown.body.textContent.trim() })
                })
                view.addEventListener('link', event => handler.handle(view.book, event)?.catch(reject), { once: true })
                reference.click()
            })
        }
        const entry = pageList?.[Math.floor(pageList.length / 2)]
        if (entry) {
            await view.goTo(entry.href)
            await new Promise(resolve => setTimeout(resolve, 400))
            const { doc } = view.renderer.getContents()[0], rest = doc.createRange()
            rest.setStartAfter(doc.getElementById(entry.href.split('#')[1]))
            rest.setEndAfter(doc.body)
            place = { label: entry.label, begins: rest.toString().slice(0, 40), shown: view.lastLocation.range.toString() }
        }
        return { note, place }
    })
    process.stdout.write(JSON.stringify({ ...told, turned, ...clicked, outside, errors }))
} finally {
    await browser.close()
    server.close()
}
