// Builds crates/portal/assets/dist: app.css and more.css, app.js and passkey.js, sprite.svg and more.svg,
// favicon.svg, and each of them compressed once and for good (.br, .gz), so that no request pays for it.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { Polyfills, compile } from '@tailwindcss/node';
import { build } from 'esbuild';
import { transform } from 'lightningcss';

const web = dirname(fileURLToPath(import.meta.url));
const dist = join(web, '../crates/portal/assets/dist');
/**
 * What a file may cost on the wire, compressed with brotli. Home loads none of the files called more, and
 * with its HTML and its theme it keeps to one flight of 14 KB (P6): `make prove ONLY=weight` adds it up.
 */
const BUDGET = {
  'app.css': 5_200,
  'more.css': 7_000,
  'app.js': 4_096,
  'passkey.js': 1_200,
  'sprite.svg': 1_300,
  'more.svg': 6_000,
  'favicon.svg': 300,
};

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

execFileSync('npx', ['tsc', '--noEmit'], { cwd: web, stdio: 'inherit' });
/** The script of every page, and the islands: loaded only by the pages that need one. */
const SCRIPTS = ['app', 'passkey'];
await build({
  entryPoints: SCRIPTS.map((name) => join(web, `src/${name}.ts`)),
  outdir: dist,
  bundle: true,
  minify: true,
  format: 'iife',
  target: ['safari16.4', 'chrome111', 'firefox128'],
});

/** The oldest browsers, as Lightning CSS counts them. */
const version = (major, minor = 0) => (major << 16) | (minor << 8);
const targets = {
  safari: version(16, 4),
  ios_saf: version(16, 4),
  chrome: version(111),
  firefox: version(128),
};

/** What daisyUI prepares for and no page of ours has: toggles that are buttons, prose, right to left. */
const NEVER_CLASSES = ['filter', 'prose', 'btn-active', 'btn-disabled', 'btn-link', 'btn-ghost'];
const NEVER_ATTRIBUTES = ['aria-pressed', 'aria-checked', 'dir', 'multiple'];
const NEVER_TYPES = ['checkbox'];

/** Whether a selector can match nothing on our pages. */
function matchesNothing(selector) {
  return selector.some((part) => {
    switch (part.type) {
      case 'class':
        return NEVER_CLASSES.includes(part.name);
      case 'attribute':
        return (
          NEVER_ATTRIBUTES.includes(part.name) ||
          (part.name === 'type' && NEVER_TYPES.includes(part.operation?.value))
        );
      case 'pseudo-class':
        if (part.kind === 'dir') return true;
        return ['is', 'where'].includes(part.kind) && part.selectors.every(matchesNothing);
      default:
        return false;
    }
  });
}

/** One stylesheet. Tailwind compiles it without its fallbacks for browsers that are too old for our pages. */
async function sheet(name) {
  const source = readFileSync(join(web, 'css', name), 'utf8');
  const compiler = await compile(source, {
    base: join(web, 'css'),
    polyfills: Polyfills.None,
    onDependency: () => {},
  });
  // Which classes of daisyUI there are stands in the source (`@source inline`), so no file is searched.
  const visitor = { Selector: (selector) => (matchesNothing(selector) ? [] : undefined) };
  const code = Buffer.from(compiler.build([]));
  return transform({ filename: name, code, minify: true, targets, visitor }).code;
}

for (const name of ['app.css', 'more.css']) writeFileSync(join(dist, name), await sheet(name));

// Line icons on a 24 grid; the class on the outer <svg> sets stroke and size, `currentColor` the colour.
const icons = JSON.parse(readFileSync(join(web, 'src/icons.json'), 'utf8'));
const joined = (path) => (Array.isArray(path) ? path.join('') : path);
const symbol = (name) =>
  `<symbol id="i-${name}" viewBox="0 0 24 24"><path d="${joined(icons[name])}"/></symbol>`;
/** The icons of the frame, of Home's cards and of how a value stands; a page with others loads the rest. */
const ON_HOME =
  'home clipboard pill calendar grid user users eye lock chevron check alert info shield heart flask ' +
  'activity syringe steth file clock up down refresh';
const first = ON_HOME.split(' ');
const rest = Object.keys(icons).filter((name) => !first.includes(name));
for (const [file, names] of [['sprite.svg', first], ['more.svg', rest]]) {
  const symbols = names.map(symbol).join('');
  writeFileSync(join(dist, file), `<svg xmlns="http://www.w3.org/2000/svg">${symbols}</svg>`);
}
writeFileSync(join(dist, 'favicon.svg'), readFileSync(join(web, 'src/favicon.svg')));

const over = [];
for (const [name, most] of Object.entries(BUDGET)) {
  const file = join(dist, name);
  const bytes = readFileSync(file);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  const [br, gz] = [brotliCompressSync(bytes, { params }), gzipSync(bytes, { level: 9 })];
  writeFileSync(`${file}.br`, br);
  writeFileSync(`${file}.gz`, gz);
  console.log(`${name} ${bytes.length} bytes, br ${br.length} of ${most}, gzip ${gz.length}`);
  if (br.length > most) over.push(name);
}
if (over.length) {
  console.error(
    `over its budget: ${over.join(', ')}. Home must reach an old phone in one flight of 14 KB: move what ` +
      'Home does not show to css/more, or say the same in fewer rules; raise the budget (web/build.mjs) ' +
      'only while `make prove ONLY=weight` stays below it.',
  );
  process.exit(1);
}
