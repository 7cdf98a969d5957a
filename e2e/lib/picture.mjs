// Pictures of pages, for people to look at.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Leaves a picture of the page that is open in a folder, named after its place and what else is told. */
export async function picture(page, folder, place, more) {
  mkdirSync(folder, { recursive: true });
  const words = place.slice(1).replaceAll(/[^\w-]+/g, '_');
  const name = place.startsWith('/ ') || place === '/' ? `home${words}` : words;
  await page.screenshot({ path: join(folder, `${name.slice(0, 60)}.${more}.png`), fullPage: true });
}
