// Reads a JSON list of Markdown texts on stdin; writes the list of their HTML by markdown-it-cjk-friendly.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const modules = process.argv[2];
const require = createRequire(join(modules, "x.js"));
const load = async (name) => (await import(pathToFileURL(require.resolve(name)).href)).default;
const MarkdownIt = await load("markdown-it");
const cjkFriendly = await load("markdown-it-cjk-friendly");

const md = new MarkdownIt({ html: true }).use(cjkFriendly);
let text = "";
for await (const chunk of process.stdin) text += chunk;
process.stdout.write(JSON.stringify(JSON.parse(text).map((each) => md.render(each))));
