import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { Marked } from 'marked';

/*
 * `node scripts/build-guides.js <folder>`: writes the guides for merchants, docs/it and docs/en, as pages with their pictures into the
 * folder of static assets, so that a deployment serves them at /guides. wrangler runs it before each build ([build] in
 * wrangler.toml) with the Node of the PATH, which may be too old for TypeScript.
 */
const DOCS = resolve(import.meta.dirname, '../docs');
const folder = join(resolve(process.argv[2] ?? ''), 'guides');
/** For developers: the guide of a shop's own system links to the sources. */
const NOT_SERVED = ['README.md', 'merchant.md'];
const LANGUAGES = /** @type {const} */ (['it', 'en']);
const GUIDES = { it: 'Guide', en: 'Guides' };

const files = new Map();
/** Written only when it differs: wrangler dev watches the folder and would build again after each write. */
function write(path, content) {
  files.set(path, true);
  if (existsSync(path) && readFileSync(path, 'utf8') === content) return;
  writeFileSync(path, content);
}

/** Returns the served address of a link in a guide; null for a page of the repository that is not served. */
function servedHref(href, language) {
  if (/^(https?:|#)/.test(href)) return href;
  const [path, fragment] = href.split('#');
  if (path.startsWith('../pictures/')) return `/guides/pictures/${basename(path)}`;
  const isGuide = /^[\w-]+\.md$/.test(path) && !NOT_SERVED.includes(path);
  return isGuide ? `/guides/${language}/${path.slice(0, -3)}${fragment ? `#${fragment}` : ''}` : null;
}

/** Returns the id of a heading, as GitHub makes it, so that the links of a guide lead to the same place here. */
const idOf = (text) =>
  text
    .toLowerCase()
    .replaceAll(/<[^>]+>|&[^;]+;/g, '')
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');

function renderGuide(source, language) {
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth }) {
        const text = this.parser.parseInline(tokens);
        return `<h${depth} id="${idOf(text)}">${text}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        const text = this.parser.parseInline(tokens);
        const served = servedHref(href, language);
        return served === null ? text : `<a href="${served}">${text}</a>`;
      },
      image: ({ href, text }) =>
        `<img src="${servedHref(href, language)}" alt="${text.replaceAll('"', '&quot;')}" loading="lazy">`,
    },
  });
  return marked
    .parse(source)
    .replaceAll('<table>', '<div class="scroll" tabindex="0"><table>')
    .replaceAll('</table>', '</table></div>');
}

const page = (language, name, body) => {
  const other = language === 'it' ? 'en' : 'it';
  const [, title = ''] = /<h1[^>]*>(.*?)<\/h1>/.exec(body) ?? [];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Aisac</title>
<link rel="icon" href="/profile-icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/guides/guide.css">
</head>
<body>
<nav aria-label="${GUIDES[language]}"><a href="/account/profile">Aisac</a> <a href="/guides/${other}/${name}" hreflang="${other}" lang="${other}">${other === 'it' ? 'Italiano' : 'English'}</a></nav>
<main>
${body}</main>
</body>
</html>
`;
};

for (const language of LANGUAGES) {
  mkdirSync(join(folder, language), { recursive: true });
  for (const file of readdirSync(join(DOCS, language))) {
    if (NOT_SERVED.includes(file)) continue;
    const name = file.slice(0, -3);
    const body = renderGuide(readFileSync(join(DOCS, language, file), 'utf8'), language);
    write(join(folder, language, `${name}.html`), page(language, name, body));
  }
}
mkdirSync(join(folder, 'pictures'), { recursive: true });
for (const picture of readdirSync(join(DOCS, 'pictures'))) {
  const [from, to] = [join(DOCS, 'pictures', picture), join(folder, 'pictures', picture)];
  files.set(to, true);
  if (!existsSync(to) || !readFileSync(to).equals(readFileSync(from))) copyFileSync(from, to);
}
write(join(folder, 'guide.css'), readFileSync(join(import.meta.dirname, 'guides/guide.css'), 'utf8'));
for (const name of readdirSync(folder, { recursive: true })) {
  const path = join(folder, name);
  if (/\.(html|png|css)$/.test(name) && !files.has(path)) rmSync(path);
}
