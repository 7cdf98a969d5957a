// Every page there is, for journeys that look at all of them.

/** Pages that anyone may open. */
export const OPEN_PAGES = ['/sign-in', '/sign-in/ended', '/help', '/accessibility', '/privacy'];

/** Pages of a signed-in patient. Their heads are not named here: each must have exactly one. */
export const PATIENT_PAGES = [
  '/',
  '/records',
  '/records/medications',
  '/records/allergies',
  '/records/conditions',
  '/records/results',
  '/records/vitals',
  '/records/documents',
  '/records/explanations-of-benefit',
  '/records/other',
  '/prescriptions',
  '/profile',
  '/access-log',
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
