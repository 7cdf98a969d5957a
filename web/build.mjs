// Builds crates/portal/assets/dist: app.css (Tailwind reads the templates), app.js, sprite.svg, favicon.svg.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const web = dirname(fileURLToPath(import.meta.url));
const dist = join(web, '../crates/portal/assets/dist');
// What a page may cost on an old phone: [bytes, bytes compressed].
const budget = { 'app.css': [90_000, 16_000], 'app.js': [16_000, 4_096], 'sprite.svg': [16_000, 6_000] };

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

execFileSync('npx', ['tsc', '--noEmit'], { cwd: web, stdio: 'inherit' });
await build({
  entryPoints: [join(web, 'src/app.ts')],
  outfile: join(dist, 'app.js'),
  bundle: true,
  minify: true,
  format: 'iife',
  target: ['safari16.4', 'chrome111', 'firefox128'],
});
execFileSync('npx', ['@tailwindcss/cli', '-i', 'css/app.css', '-o', join(dist, 'app.css'), '--minify'], {
  cwd: web,
  stdio: ['ignore', 'inherit', 'pipe'],
});

// Line icons on a 24 grid; the class on the outer <svg> sets stroke and size, `currentColor` the colour.
const icons = JSON.parse(readFileSync(join(web, 'src/icons.json'), 'utf8'));
const joined = (path) => (Array.isArray(path) ? path.join('') : path);
const symbols = Object.entries(icons)
  .map(([name, path]) => `<symbol id="i-${name}" viewBox="0 0 24 24"><path d="${joined(path)}"/></symbol>`)
  .join('');
writeFileSync(join(dist, 'sprite.svg'), `<svg xmlns="http://www.w3.org/2000/svg">${symbols}</svg>`);
writeFileSync(join(dist, 'favicon.svg'), readFileSync(join(web, 'src/favicon.svg')));

let over = false;
for (const [name, [limit, packedLimit]] of Object.entries(budget)) {
  const size = statSync(join(dist, name)).size;
  const packed = gzipSync(readFileSync(join(dist, name)), { level: 9 }).length;
  const bad = size > limit || packed > packedLimit;
  over ||= bad;
  console.log(`${name} ${size} bytes, ${packed} compressed${bad ? ' OVER BUDGET' : ''}`);
}
if (over) process.exit(1);
