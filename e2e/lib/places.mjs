// Where axe looks: every page of lib/pages.mjs, and the states that a page has after somebody did something.
import { MISSING_PAGE, OPEN_PAGES, PATIENT_PAGES, oneEntryEach } from './pages.mjs';
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

/**
 * Places of the patient who is signed in on `page`: every page, one entry of each kind, everything unfolded
 * where something unfolds.
 */
export async function patientPlaces(page) {
  const entries = await oneEntryEach(page);
  // Entries are looked at unfolded: folded, they show nothing else.
  const folded = [...PATIENT_PAGES, MISSING_PAGE];
  const unfolded = ['/', ...entries].map((path) => ({
    name: `${path} unfolded`,
    isEntry: path !== '/',
    reach: async (page) => {
      await page.goto(path);
      await unfold(page);
    },
  }));
  const search = (words) => async (page, language) => {
    await page.goto('/records');
    await page.locator('#words').fill(words);
    await page
      .getByRole('main')
      .getByRole('button', { name: t('find-go', language) })
      .click();
    await page.locator('main .find-said, main .errors').waitFor();
    await unfold(page);
  };
  const searches = [
    { name: '/records found', reach: search('e') },
    { name: '/records not found', reach: search('zzzz') },
    { name: '/records asked again', reach: search('') },
  ];
  const idle = {
    name: '/ idle',
    reach: async (page) => {
      await page.goto('/');
      await page.locator('dialog[data-idle]').evaluate((dialog) => dialog.showModal());
    },
  };
  return [...folded.map(at), ...unfolded, idle, ...searches];
}

/** The question whose record to open, for someone with several. */
export const WHOM = at('/sign-in/whom');
