// Every page in four cells (each language, theme and width at least once): axe-core finds nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { FOUR_CELLS, cellName, choose, findings } from '../lib/axe.mjs';
import { launch, visit } from '../lib/browser.mjs';
import { OPEN_PLACES, WHOM, patientPlaces } from '../lib/places.mjs';
import { signIn } from '../lib/sign-in.mjs';
import { AURORA, family, fullest, origin } from '../lib/stack.mjs';

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** Looks at places in one cell. */
async function look(page, places, cell) {
  await places[0].reach(page, 'en');
  await choose(page, cell);
  const found = [];
  for (const { name, reach } of places) {
    await reach(page, cell.language);
    found.push(...(await findings(page, cell, name)));
  }
  assert.deepEqual(found, []);
}

/**
 * Entries are many and alike: each is looked at in one cell here, another one than its neighbour's, and in
 * every cell by `make prove ONLY=axe`. Everything else is looked at in all four.
 */
function placesIn(places, nth) {
  const entries = places.filter(({ isEntry }) => isEntry);
  const mine = entries.filter((_, index) => index % FOUR_CELLS.length === nth);
  return places.filter((place) => !place.isEntry || mine.includes(place));
}

/** The four cells as one visit: signed in once, back to English at the end. */
function looks(title, who, placesOf) {
  test(title, async (outer) => {
    const { context, page, settle } = await visit(browser, origin(AURORA));
    if (who) await signIn(page, await who());
    const places = await placesOf(page);
    for (const [nth, cell] of FOUR_CELLS.entries()) {
      await outer.test(cellName(cell), async () => {
        await look(page, placesIn(places, nth), cell);
        settle();
      });
    }
    // The choice is kept with the account; the journeys after this one read English.
    await choose(page, { language: 'en', theme: 'auto' });
    await context.close();
  });
}

looks('signed out, axe finds nothing', null, () => OPEN_PLACES);
looks('signed in, axe finds nothing', () => fullest(AURORA), patientPlaces);
looks('asked whose record, axe finds nothing', () => family(AURORA), () => [WHOM]);
