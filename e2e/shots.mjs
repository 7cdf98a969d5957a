// Pictures of every page of a patient, as she sees them: for looking at, in one language, theme and width.
//
//   node run.mjs node shots.mjs DIR [lang=es] [theme=dark] [width=390] [only=/records/results]
import { cellName, choose } from './lib/axe.mjs';
import { launch, visit } from './lib/browser.mjs';
import { picture } from './lib/picture.mjs';
import { OPEN_PLACES, patientPlaces } from './lib/places.mjs';
import { signIn } from './lib/sign-in.mjs';
import { AURORA, fullest, origin } from './lib/stack.mjs';

const [folder, ...told] = process.argv.slice(2);
const usual = { lang: 'en', theme: 'light', width: '390', only: '/' };
const asked = { ...usual, ...Object.fromEntries(told.map((one) => one.split('='))) };
const unknown = Object.keys(asked).filter((name) => !(name in usual));
if (!folder || unknown.length) {
  if (unknown.length) console.error(`shots: there is no ${unknown.join(', ')}`);
  console.error('usage: node shots.mjs DIR [lang=es] [theme=dark] [width=390] [only=/records]');
  process.exit(2);
}
const cell = { language: asked.lang, theme: asked.theme, width: Number(asked.width) };
const viewport = { width: cell.width, height: cell.width > 1000 ? 900 : 844 };

const browser = await launch();
const { page } = await visit(browser, origin(AURORA), { viewport });
let pictures = 0;
/** Takes the places that were asked for. */
async function take(places) {
  for (const { name, reach } of places.filter(({ name }) => name.startsWith(asked.only))) {
    await reach(page, cell.language);
    await picture(page, folder, name, cellName(cell));
    pictures += 1;
  }
}
try {
  await page.goto('/sign-in');
  await choose(page, cell);
  await take(OPEN_PLACES);
  await choose(page, { language: 'en', theme: cell.theme });
  await signIn(page, await fullest(AURORA));
  const places = await patientPlaces(page);
  await page.goto('/');
  await choose(page, cell);
  await take(places);
  await page.goto('/');
  await choose(page, { language: 'en', theme: 'auto' });
} finally {
  await browser.close();
}
console.log(`shots folder=${folder} pictures=${pictures}`);
