// Opens the catalogue's page in a headless Chromium on three screens and prints what a reader would see.
//
//   node page.mjs ADDRESS NODE_MODULES CHROMIUM SCREENSHOTS

import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [address, modules, executablePath, screenshots] = process.argv.slice(2)
const { chromium } = await import(pathToFileURL(join(modules, 'playwright-core', 'index.mjs')))
const screens = {
    light: { viewport: { width: 1200, height: 900 }, colorScheme: 'light' },
    dark: { viewport: { width: 1200, height: 900 }, colorScheme: 'dark' },
    phone: { viewport: { width: 390, height: 844 }, colorScheme: 'light' },
}
const origin = new URL(address).protocol === 'file:' ? 'file://' : new URL(address).origin

const look = () => {
    const parts = colour => colour.match(/[\d.]+/g).slice(0, 3).map(Number)
    const light = colour => {
        const [r, g, b] = parts(colour).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }
    const ground = getComputedStyle(document.body).backgroundColor
    const against = element => {
        const [high, low] = [light(getComputedStyle(element).color), light(ground)].sort((a, b) => b - a)
        return (high + 0.05) / (low + 0.05)
    }
    return {
        titles: [...document.querySelectorAll('h2')].map(e => e.textContent),
        covers: [...document.images].map(e => e.naturalWidth),
        overflows: document.documentElement.scrollWidth > innerWidth,
        ground,
        contrast: Math.min(...[...document.querySelectorAll('h1, h2, p, a, button, footer')].map(against)),
    }
}

const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync'],
})
try {
    const told = {}
    for (const [name, screen] of Object.entries(screens)) {
        const page = await browser.newPage(screen)
        const complaints = [], outside = []
        page.on('console', message => complaints.push(message.text()))
        page.on('pageerror', error => complaints.push(String(error)))
        page.on('request', request => /^data:/.test(request.url()) || request.url().startsWith(origin) || outside.push(request.url()))
        await page.goto(address, { waitUntil: 'networkidle' })
        await page.screenshot({ path: join(screenshots, `page-${name}.png`) })
        told[name] = { ...await page.evaluate(look), found: null, file: null }
        if (await page.locator('form').count()) {
            await page.getByRole('searchbox').fill('ＳＵＮ')
            await page.getByRole('button').click()
            await page.waitForURL(/q=/)
            told[name].found = await page.locator('h2').allTextContents()
            const download = page.waitForEvent('download')
            await page.locator('.get a').first().click()
            told[name].file = basename((await download).suggestedFilename())
        }
        Object.assign(told[name], { complaints, outside })
        await page.close()
    }
    console.log(JSON.stringify(told))
} finally {
    await browser.close()
}
