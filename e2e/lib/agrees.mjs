// One patient: the FHIR server's own resources against the portal's lists, pages and entries.
import { isDeepStrictEqual } from 'node:util';

import { KINDS, isMistake, kindsOf } from './compartment.mjs';
import { zoneOf } from './dates.mjs';
import { Exact, parseExact } from './exact.mjs';
import { filesAgree, withCanvasFiles } from './files.mjs';
import { answerOf, linked, pageOf, readable, whole } from './portal.mjs';
import { valuesOf, wordsOf } from './said.mjs';
import { sample } from './sample.mjs';
import { t, tn } from './words.mjs';

const WITHHELD = new Set(['entered-in-error', 'wrong-patient', 'hold']);
/** What Canvas makes of a prescription is documented with its twin; these fields are its own. */
const CANVAS_OWN = ['status', 'intent', 'requester', 'dosageInstruction', 'medicationReference'];

const keyOf = ({ resource, id }) => `${resource}/${id}`;

/** An id is unique within its type alone: of a kind with several, all but the first are told apart by it. */
const FIRST = { medications: 'MedicationRequest', results: 'Observation' };
const placeOf = (kind, { resource, id }) =>
  kind === 'other' || (FIRST[kind] && FIRST[kind] !== resource) ? `${id}?type=${resource}` : id;

/**
 * Compares everything of one patient. `held` is what the FHIR server holds, `offered` says which types the
 * clinic's EHR gives out, `account` counts and says what is wrong.
 */
export async function agrees(reader, { held, offered }, { seed, samples }, account) {
  const { org, host, cookie, patient } = reader;
  const seen = new Map();
  const lists = new Map();
  for (const kind of KINDS) {
    const list = await whole(host, `records/${kind}`, cookie);
    lists.set(kind, list);
    for (const item of list.items) {
      const key = keyOf(item);
      const where = `${org} ${patient} ${kind}: ${key}`;
      if (seen.has(key)) account.wrong('differing', `${where} is in ${seen.get(key)} too`);
      if (!held.has(key)) account.wrong('differing', `${where} is not in the patient's compartment`);
      seen.set(key, kind);
    }
  }
  const hidden = place(reader, { held, offered, lists }, seen, account);
  for (const [kind, list] of lists) {
    counted(reader, { kind, list, hidden: hidden.get(kind) ?? 0 }, account);
    if (list.reason === 'not-offered') continue;
    account.add('entries', list.items.length);
    account.kind(org, kind, list.items.length, list.total - list.items.length);
    await page(reader, kind, list, account);
    for (const item of sample(list.items, samples, seed, keyOf)) {
      await entry(reader, { kind, item, resource: held.get(keyOf(item)) }, account);
    }
  }
  await prescriptions(reader, { held, seen }, account);
}

/** Each resource is in one of its kinds, or withheld from it, or of a type that the EHR does not give out. */
function place({ org, patient }, { held, offered, lists }, seen, account) {
  const hidden = new Map();
  for (const [key, resource] of held) {
    const kinds = kindsOf(resource);
    const where = `${org} ${patient} ${key}`;
    const shown = seen.get(key);
    if (!offered(resource.resourceType)) {
      if (shown) account.wrong('differing', `${where} is in ${shown}, and the EHR does not offer its type`);
      account.add('beyond');
    } else if (isMistake(resource)) {
      if (shown) account.wrong('differing', `${where} is in ${shown}, and was entered in error`);
      hidden.set(kinds[0], (hidden.get(kinds[0]) ?? 0) + 1);
    } else if (!shown) {
      // A list that is not complete is itself what is wrong, and that is said once.
      if (kinds.some((kind) => !lists.get(kind).complete)) continue;
      account.wrong('missing', `${where} is nowhere; it belongs to ${kinds.join(' or ')}`);
    } else if (!kinds.includes(shown)) {
      account.wrong('differing', `${where} is in ${shown} and belongs to ${kinds.join(' or ')}`);
    }
  }
  return hidden;
}

/** A list's own account of itself. */
function counted({ org, patient }, { kind, list, hidden }, account) {
  const where = `${org} ${patient} ${kind}`;
  const wrong = (sentence) => account.wrong('differing', `${where}: ${sentence}`);
  if (list.reason === 'not-offered') {
    if (list.items.length || list.total || list.complete) wrong('is not offered, and says otherwise');
    return;
  }
  if (!list.complete) wrong(`is not complete: ${list.reason}`);
  const withheld = list.withheld.reduce((sum, { count }) => sum + count, 0);
  if (list.items.length + withheld !== list.total) {
    wrong(`${list.items.length} and ${withheld} withheld are not ${list.total}`);
  }
  for (const { reason, count } of list.withheld) {
    if (!WITHHELD.has(reason)) wrong(`withholds ${count} for ${reason}`);
    console.log(`withheld  ${where}: ${count} ${reason}`);
  }
  const mistakes = list.withheld.find(({ reason }) => reason === 'entered-in-error')?.count ?? 0;
  if (mistakes !== hidden) wrong(`withholds ${mistakes} mistakes, and the FHIR server holds ${hidden}`);
  account.add('withheld', withheld);
}

/** The page of a list shows each item of the API, and says how many. */
async function page({ org, host, cookie, patient, language }, kind, list, account) {
  const path = `/records/${kind}`;
  const { status, main, text } = await pageOf(host, path, cookie, t('incomplete-title', language));
  const where = `${org} ${patient} ${path} (${language})`;
  const wrong = (sentence) => account.wrong('differing', `${where}: ${sentence}`);
  account.add('pages');
  if (status !== 200) {
    wrong(`answers ${status}`);
    return;
  }
  const links = linked(main, path);
  for (const item of list.items) {
    // "No known allergies" is a sentence of the page, not a row of it.
    const said = [item.name ?? '', t('allergies-none-known', language)].map(readable);
    const inWords = item.none_known && said.some((words) => words && text.includes(words));
    const there = inWords || links.has(placeOf(kind, item));
    if (!there) wrong(`${keyOf(item)} is not there`);
  }
  const places = new Set(list.items.map((item) => placeOf(kind, item)));
  for (const one of links) if (!places.has(one)) wrong(`leads to ${one}, which the API does not have`);
  const sentence = tn(list.withheld.length ? 'list-some' : 'list-all', list.items.length, language);
  if (!text.includes(readable(sentence))) wrong(`does not say "${sentence}"`);
}

/** One entry, opened: the API gives the resource as it is, the page says what it says. */
async function entry(reader, { kind, item, resource }, account) {
  const { org, host, cookie, patient, language, dialect } = reader;
  const path = `/records/${kind}/${placeOf(kind, item)}`;
  const where = `${org} ${patient} ${path} ${item.resource} (${language})`;
  const wrong = (sentence) => account.wrong('differing', `${where}: ${sentence}`);
  account.add('sampled');
  const answer = await answerOf(host, `/v1/portal${path}`, cookie);
  if (answer.status !== 200) {
    wrong(`the API answers ${answer.status}`);
    return;
  }
  const given = parseExact(answer.text);
  const canvas = dialect === 'canvas' && item.resource === 'MedicationRequest';
  const held = dialect === 'canvas' ? await withCanvasFiles(org, resource, wrong) : resource;
  const [sent, had] = canvas ? [given.fhir, held].map(withoutCanvasOwn) : [given.fhir, held];
  if (!isDeepStrictEqual(sent, had)) wrong(`the API's resource is not the EHR's: ${unlike(sent, had)}`);
  await filesAgree(reader, `/v1/portal${path.split('?')[0]}`, resource, wrong);
  const truth = canvas ? given.fhir : resource;
  const zone = zoneOf(org);
  const told = readable(textsOf({ ...given, fhir: null }).join(' '));
  for (const { what, wanted, holds } of valuesOf(truth, 'en', zone)) {
    if (!holds(told)) wrong(`the API does not say the ${what}: ${wanted}`);
  }
  const { status, text } = await pageOf(host, path, cookie);
  if (status !== 200) wrong(`answers ${status}`);
  for (const { what, wanted, holds } of wordsOf(truth, language, zone)) {
    if (!holds(text)) wrong(`does not say the ${what}: ${wanted}`);
  }
}

/** Every text and number of an answer. */
function textsOf(value) {
  if (value instanceof Exact) return [value.digits];
  if (value && typeof value === 'object') return Object.values(value).flatMap(textsOf);
  return value === null ? [] : [String(value)];
}

function withoutCanvasOwn(resource) {
  const rest = { ...resource };
  for (const field of [...CANVAS_OWN, 'medicationCodeableConcept']) delete rest[field];
  return rest;
}

/** Where two values part, as a path. */
function unlike(one, other, path = '') {
  if (isDeepStrictEqual(one, other)) return '';
  const apart = [one, other].every((value) => value && typeof value === 'object');
  if (!apart || one.constructor !== other.constructor || 'digits' in one) {
    return `${path}: ${JSON.stringify(one)} for ${JSON.stringify(other)}`;
  }
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].map((key) => unlike(one[key], other[key], `${path}.${key}`)).filter(Boolean)[0];
}

/** Prescriptions are the MedicationRequests, all of them. */
async function prescriptions({ org, host, cookie, patient }, { held, seen }, account) {
  const list = await whole(host, 'prescriptions', cookie);
  const listed = list.items.map(keyOf).sort();
  const requests = [...held.values()].filter(({ resourceType }) => resourceType === 'MedicationRequest');
  const shown = [...seen.keys()].filter((key) => key.startsWith('MedicationRequest/')).sort();
  const right = list.total === requests.length && list.complete && isDeepStrictEqual(listed, shown);
  if (!right) account.wrong('differing', `${org} ${patient} prescriptions: not the MedicationRequests`);
}
