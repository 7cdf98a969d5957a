// Every page there is, for journeys that look at all of them. A new page is added here, once.

/** Pages that anyone may open. */
export const OPEN_PAGES = ['/sign-in', '/sign-in/ended', '/help', '/accessibility', '/privacy', '/docs'];

/** The kinds of the record: each has a list, and each of its entries a page. */
export const KINDS = [
  'medications',
  'allergies',
  'conditions',
  'procedures',
  'results',
  'vitals',
  'immunizations',
  'visits',
  'documents',
  'care-team',
  'care-plans',
  'goals',
  'coverage',
  'explanations-of-benefit',
  'social-history',
  'other',
];

/** The lists of the record. */
export const LIST_PAGES = KINDS.map((kind) => `/records/${kind}`);

/** Pages of a signed-in patient. Their heads are not named here: each must have exactly one. */
export const PATIENT_PAGES = [
  '/',
  '/home/cards',
  '/records',
  '/records?view=print',
  ...LIST_PAGES,
  '/records/conditions?view=print',
  '/prescriptions',
  '/profile',
  '/security',
  '/security/passkey',
  '/step-up',
  '/access-log',
  '/results-timing',
  '/more',
  '/help',
];

/** A page that is not there: the error page is a page too. */
export const MISSING_PAGE = '/records/medications/no-such-entry';

/** The first entry of a list, when it has one. */
export async function firstEntry(page, list) {
  await page.goto(list);
  const hrefs = await page
    .getByRole('main')
    .getByRole('link')
    .evaluateAll((links) => links.map((a) => a.getAttribute('href')));
  return hrefs.find((href) => href?.startsWith(`${list}/`));
}

/** One entry of each list that has any, in the lists' order. */
export async function oneEntryEach(page) {
  const entries = [];
  for (const list of LIST_PAGES) entries.push(await firstEntry(page, list));
  return entries.filter(Boolean);
}
