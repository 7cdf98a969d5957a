// What an answer may be while the EHR is at fault: for each kind of fault the statuses and words of the API
// (docs/api.md), and on pages a sentence that says what is missing.
import { t } from './words.mjs';

/** Milliseconds within which every read is answered; a busy machine may be given more. */
export const WITHIN = Number(process.env.WITHIN ?? 3_000);

/** A fault, and the statuses and reasons that it may come to. */
const fault = (kind, value, statuses, reasons, more = {}) => ({
  name: value === null ? kind : `${kind}=${value}`,
  order: value === null ? { kind } : { kind, value },
  statuses,
  reasons,
  slow: false,
  ...more,
});

export const FAULTS = [
  fault('latency', 4000, [504], ['not-answering'], { slow: true }),
  fault('status', 401, [502], ['refused']),
  fault('status', 403, [502], ['refused']),
  // A search that answers 404 is not offered; an entry is not there.
  fault('status', 404, [404, 502], ['not-offered', 'refused', 'references-missing']),
  fault('status', 429, [503], ['rate-limited']),
  fault('status', 500, [502], ['failed']),
  fault('status', 502, [504], ['not-answering']),
  fault('status', 503, [503], ['overloaded']),
  fault('drop', null, [504], ['not-answering']),
  fault('hang', null, [504], ['not-answering'], { slow: true }),
  fault('slow_body', 100, [504], ['not-answering'], { slow: true }),
  fault('truncate', null, [502], ['malformed']),
  fault('malformed', null, [502], ['malformed']),
  fault('huge', 64, [502], ['too-large'], { memory: true }),
  fault('deep', 100000, [502], ['malformed', 'malformed-entries', 'wrong-resource'], { memory: true }),
  fault('redirect', null, [502], ['refused']),
  fault('loop', null, [502], ['loop', 'malformed', 'missing-page', 'references-missing'], { pages: true }),
  fault('missing_page', 404, [502], ['missing-page', 'refused', 'references-missing'], { pages: true }),
  fault('wrong_patient', null, [404, 502], null, { others: true }),
  // One re-authentication makes it good: everything answers as ever.
  fault('revoke_token', null, [], [], { once: true, vendors: ['canvas'] }),
];

/** An EHR that fails again and again is left alone for seconds: that is stated, too. */
const ALWAYS = ['resting', 'not-answering', 'overloaded', 'total-mismatch'];

const SENTENCES = [
  'down-silent',
  'down-refused',
  'down-unreadable',
  'down-resting',
  'incomplete-title',
  'incomplete-part',
  'not-offered',
  'err-ehr-silent',
  'err-ehr-refused',
  'err-file-missing',
  'err-file-broken',
  'err-not-found',
  'care-names-missing',
  'trend-missing',
  'visit-papers-missing',
].map((key) => t(key));
/** Texts with numbers and names in them, by how they begin. */
const BEGINNINGS = [
  'Not shown here:',
  'We could not check everything.',
  'We could not look in:',
  'Other results of this test may be ',
];

/** Whether an answer says that the EHR did not answer in time, though nothing was done to it. */
export const isLate = (answer) =>
  /"(not-answering|references-missing)"|"names_missing":true/.test(answer.text) ||
  ['down-silent', 'care-names-missing', 'about-not-loaded'].some((key) => answer.text.includes(t(key)));

/** What an answer says, without what only the time of asking changes and without the frame of a page. */
export function plain(answer) {
  const main = answer.text.match(/<main[\s\S]*<\/main>/)?.[0] ?? answer.text;
  return main
    .replaceAll(answer.id ?? '\0', 'REFERENCE')
    .replace(/"as_of":"[^"]*"/g, '"as_of":0')
    .replace(/<time[^>]*>[^<]*<\/time>/g, '')
    .replace(/As of [^<.]*/gi, '');
}

/** Every reason that a JSON answer gives for not being whole. */
function reasonsOf(value) {
  if (Array.isArray(value)) return value.flatMap(reasonsOf);
  if (value === null || typeof value !== 'object') return [];
  const own = value.complete === false && typeof value.reason === 'string' ? [value.reason] : [];
  return [...own, ...Object.values(value).flatMap(reasonsOf)];
}

function problem(answer, fault, absent) {
  const body = JSON.parse(answer.text);
  if (!answer.headers['content-type']?.startsWith('application/problem+json')) return 'no problem document';
  if (body.reference !== answer.id) return 'without its reference';
  if (answer.status === 404) return body.code === 'NOT_FOUND' ? null : `404 as ${body.code}`;
  if (body.code === 'FILE_UNAVAILABLE') return null;
  if (body.code !== 'EHR_UNAVAILABLE') return `code ${body.code}`;
  if (!(Number(answer.headers['retry-after']) >= 1)) return 'without Retry-After';
  const word = body.detail.match(/\(([\w-]+)\)$/)?.[1];
  const fits = absent || !fault.reasons || [...fault.reasons, ...ALWAYS].includes(word);
  return fits ? null : `says ${word}`;
}

function api(answer, fault, healthy) {
  // Of what the EHR does not offer, it is then not even known that it does not.
  const absent = healthy.text.includes('"not-offered"');
  if (answer.status !== 200) return problem(answer, fault, absent);
  if (!answer.headers['content-type']?.startsWith('application/json'))
    return answer.text === healthy.text ? null : 'a file that is not the file';
  if (plain(answer) === plain(healthy)) return fault.harmless(answer) ? null : 'whole, though the EHR failed';
  const body = JSON.parse(answer.text);
  const reasons = reasonsOf(body);
  const withheld = body.withheld?.some((one) => one.reason === 'wrong-patient');
  if (withheld || body.needs_complete === false || body.names_missing) return null;
  if (!reasons.length) return 'differs and does not say why';
  const fits = (one) => absent || !fault.reasons || [...fault.reasons, ...ALWAYS].includes(one);
  const odd = reasons.filter((one) => !fits(one));
  return odd.length ? `says ${odd}` : null;
}

function page(answer, fault, healthy) {
  if (plain(answer) === plain(healthy)) return fault.harmless(answer) ? null : 'whole, though the EHR failed';
  if (!/<h1[ >]/.test(answer.text)) return 'without a heading';
  const says = [...SENTENCES, ...BEGINNINGS].some((sentence) => answer.text.includes(sentence));
  const withheld = fault.others && /belong to someone else/.test(answer.text);
  if (!says && !withheld) return 'a page that says nothing of it';
  if (answer.status !== 200 && answer.status !== 404 && !answer.text.includes(answer.id))
    return 'without its reference';
  return null;
}

/** Why an answer is not the stated one; null when it is. `healthy` is the answer of the same read before. */
export function unstated(answer, fault, healthy) {
  if (answer.error) return answer.error;
  if (answer.ms > WITHIN) return `after ${Math.round(answer.ms)} ms`;
  const statuses = [200, 503, 504, ...fault.statuses];
  if (!statuses.includes(answer.status)) return `status ${answer.status}`;
  try {
    return (answer.path.startsWith('/v1/') ? api : page)(answer, fault, healthy);
  } catch (error) {
    return String(error.message);
  }
}

/**
 * Words that no answer may hold: where the EHR stands, what the portal is made of. What the record itself
 * says (the address of a file, which JSON gives as the clinic wrote it) is in the healthy answer, too.
 */
export function tells(answer, healthy, sandbox) {
  const { host, port } = new URL(sandbox);
  const all = `${JSON.stringify(answer.headers)}\n${answer.text}`;
  const words = [
    host,
    `:${port}`,
    '/canvas/',
    'auth/token',
    'X-Tenant',
    'panicked',
    '.rs:',
    'reqwest',
    'hyper::',
  ];
  return words.filter((word) => all.includes(word) && !healthy.text.includes(word));
}
