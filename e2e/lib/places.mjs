// Where axe looks: every page of lib/pages.mjs, and the states that a page has after somebody did something.
import { MISSING_PAGE, OPEN_PAGES, PATIENT_PAGES, firstEntry } from './pages.mjs';
import { t } from './words.mjs';

/** A place is a name and a way to reach it in a page whose language is known. */
const at = (path) => ({ name: path, reach: (page) => page.goto(path) });

let strangers = 0;

/** An address that nobody has, another one each time: codes an address are few. */
const stranger = () => `stranger.${(strangers += 1)}@patients.example`;

async function send(page, email, language) {
  await page.goto('/sign-in');
  await page.locator('#email').fill(email);
  await page.getByRole('button', { name: t('send-code', language) }).click();
}

async function atCode(page, language) {
  await send(page, stranger(), language);
  await page.locator('#code').waitFor();
}

/** Places of someone who is not signed in. */
export const OPEN_PLACES = [
  ...OPEN_PAGES.map(at),
  {
    name: '/sign-in refused',
    reach: async (page, language) => {
      await send(page, 'not an address', language);
      await page.getByRole('alert').waitFor();
    },
  },
  { name: '/sign-in/code', reach: atCode },
  {
    name: '/sign-in/code wrong',
    reach: async (page, language) => {
      await atCode(page, language);
      await page.locator('#code').fill('00000000');
      await page.getByRole('main').locator('button.btn-primary').click();
      await page.getByRole('alert').waitFor();
    },
  },
];

/** Everything that opens is open: the account menu, the colors, the codes of an entry. */
async function unfold(page) {
  for (const details of await page.locator('details').all()) {
    await details.evaluate((element) => element.setAttribute('open', ''));
  }
}

/** Places of the patient who is signed in on `page`. */
export async function patientPlaces(page) {
  const lists = ['/records/medications', '/records/allergies', '/records/conditions'];
  const entries = [];
  for (const list of lists) entries.push(await firstEntry(page, list));
  const pages = [...PATIENT_PAGES, MISSING_PAGE, ...entries.filter(Boolean)];
  const unfolded = ['/', ...entries.slice(0, 1).filter(Boolean)].map((path) => ({
    name: `${path} unfolded`,
    reach: async (page) => {
      await page.goto(path);
      await unfold(page);
    },
  }));
  const idle = {
    name: '/ idle',
    reach: async (page) => {
      await page.goto('/');
      await page.locator('dialog[data-idle]').evaluate((dialog) => dialog.showModal());
    },
  };
  return [...pages.map(at), ...unfolded, idle];
}

/** The question whose record to open, for someone with several. */
export const WHOM = at('/sign-in/whom');
