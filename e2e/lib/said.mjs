// What the page of an entry must say: the name, every value with its unit, how it stands, the dates and the
// status of its resource. Written from FHIR and from what the product promises, not from its code.
import { datesOf, written } from './dates.mjs';
import { Exact } from './exact.mjs';
import { readable } from './portal.mjs';
import { t } from './words.mjs';

/** Where a number was written by a machine: rounded to what people can tell apart, else left as it is. */
export function rounded(digits) {
  const decimals = digits.split('.')[1]?.length ?? 0;
  const significant = digits.replace(/^[-0.]+/, '').replaceAll(/\D/g, '').length;
  const size = Math.abs(Number(digits));
  const byHand = !/e/i.test(digits) && (decimals <= 3 || significant <= 5);
  if (byHand || (size !== 0 && (size < 1e-9 || size >= 1e15))) return digits;
  const places = size >= 100 ? 1 : 2 + (size > 0 && size < 1 ? -Math.floor(Math.log10(size)) : 0);
  const short = Number(digits).toFixed(places).replace(/\.?0+$/, '');
  return short === '-0' ? '0' : short;
}

/** As people of a language may write a number: a comma for the point, thousands set apart. */
function forms(number, language) {
  const [, sign, whole, rest] = number.match(/^(-?)(\d+)(.*)$/) ?? [];
  if (whole === undefined) return [number];
  const comma = ['es', 'vi'].includes(language);
  const apart = (mark) => whole.replaceAll(/\B(?=(\d{3})+$)/g, mark);
  const minus = sign ? ['-', '−'] : [''];
  const plain = [`${whole}${rest}`, `${apart(',')}${rest}`];
  if (comma) plain.push(...[whole, apart('.'), apart('\u00a0')].map((one) => one + rest.replace('.', ',')));
  return minus.flatMap((before) => plain.map((one) => readable(before + one)));
}

const UNITS = {
  'mm[Hg]': 'mmHg',
  'mm Hg': 'mmHg',
  'cm[H2O]': 'cmH₂O',
  Cel: '°C',
  '[degF]': '°F',
  '[lb_av]': 'lb',
  '[oz_av]': 'oz',
  '[in_i]': 'in',
  '[ft_i]': 'ft',
};
const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const raise = (power) => [...power].map((digit) => RAISED[digit]).join('');

/** A unit as it is printed: without UCUM's brackets and with raised powers. Several forms may stand. */
function unitForms(unit) {
  const bare = unit.includes('{') ? unit.replaceAll('_', ' ') : unit;
  const plain = bare.replaceAll(/[{}[\]]/g, '');
  const powers = plain
    .replaceAll(/\b10[*^](\d+)/g, (_, power) => `10${raise(power)}`)
    .replaceAll(/\b([dcm]?m)([23])\b/g, (_, length, power) => length + raise(power));
  const micro = powers.replaceAll(/(^|\/)uL\b/g, '$1µL');
  if (['1', '#', '{#}'].includes(unit)) return [''];
  return [...new Set([UNITS[unit], micro, powers, plain, unit].filter(Boolean).map(readable))];
}

/** A text of the record may be broken anywhere that blanks are; its lines may be set apart by a mark. */
function pattern(text) {
  const lines = text.split(/[\r\n]+/).map(readable).filter(Boolean);
  const literal = lines.map((line) => line.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  const escaped = literal.join(String.raw`[;\s]*`);
  const before = /^\d/.test(text) ? String.raw`(?<![\d.,])` : '';
  const after = /\d$/.test(text) ? String.raw`(?!\d|[.,]\d)` : '';
  return before + escaped.replaceAll(' ', String.raw`\s*`) + after;
}

/** Something that must stand on the page, in one of several forms. */
const must = (what, several) => ({
  what,
  wanted: several[0],
  holds: (text) => several.some((one) => new RegExp(pattern(one), 'u').test(text)),
});

function quantity(what, one, language) {
  const { digits } = one.value;
  const sign = one.comparator ?? '';
  const signs = [sign, { '<=': '≤', '>=': '≥' }[sign] ?? sign];
  const units = one.unit || one.code ? unitForms(readable(one.unit ?? one.code)) : [''];
  const shown = forms(rounded(digits), language).flatMap((number) =>
    signs.flatMap((sign) => units.map((unit) => `${sign}${number} ${unit}`)),
  );
  const wanted = [must(what, shown)];
  if (rounded(digits) !== digits) wanted.push(must(`${what}, to its last digit`, forms(digits, language)));
  return wanted;
}

const words = (concept) => [
  concept?.text,
  ...(concept?.coding ?? []).flatMap(({ display }) => display ?? []),
  ...(concept?.coding ?? []).flatMap(({ code }) => code ?? []),
];
const known = (texts) => texts.filter((text) => text && readable(text));

/** The value[x] of an Observation or of a part of it. */
function value(what, one, language, zone) {
  if (one.valueQuantity?.value instanceof Exact) return quantity(what, one.valueQuantity, language);
  if (one.valueInteger instanceof Exact) return [must(what, forms(one.valueInteger.digits, language))];
  if (one.valueCodeableConcept) {
    const said = known(words(one.valueCodeableConcept));
    return said.length ? [must(what, said)] : [];
  }
  if (one.valueString && readable(one.valueString)) return [must(what, [one.valueString])];
  if (one.valueDateTime) {
    return [must(what, [written(one.valueDateTime, language, zone), one.valueDateTime])];
  }
  if (typeof one.valueBoolean === 'boolean') {
    return [must(what, [t(one.valueBoolean ? 'yes' : 'no', language), String(one.valueBoolean)])];
  }
  return [];
}

const FLAGS = {
  N: 'flag-normal',
  L: 'flag-low',
  H: 'flag-high',
  LL: 'flag-critical-low',
  HH: 'flag-critical-high',
  A: 'flag-abnormal',
  AA: 'flag-critical',
  POS: 'flag-positive',
  NEG: 'flag-negative',
  IND: 'flag-indeterminate',
};

/** How a value stands, when the clinic has said so in one of the usual codes. */
function standing(what, one, language) {
  const codes = (one.interpretation ?? []).flatMap(({ coding }) => coding?.map(({ code }) => code) ?? []);
  return codes.length === 1 && FLAGS[codes[0]] ? [must(what, [t(FLAGS[codes[0]], language)])] : [];
}

/** The words of a status; one that is not here is shown as the code that it is. */
const STATUSES = {
  accepted: 'said-accepted',
  active: 'said-active',
  amended: 'said-amended',
  appended: 'said-appended',
  arrived: 'said-arrived',
  booked: 'said-booked',
  cancelled: 'said-cancelled',
  completed: 'said-completed',
  corrected: 'said-corrected',
  current: 'said-current',
  draft: 'said-draft',
  final: 'said-final',
  finished: 'said-ended',
  fulfilled: 'said-ended',
  inactive: 'said-inactive',
  'in-progress': 'said-in-progress',
  noshow: 'said-missed',
  'not-done': 'said-not-done',
  'on-hold': 'state-on-hold',
  onleave: 'said-on-leave',
  partial: 'said-part-so-far',
  pending: 'said-pending',
  planned: 'said-planned',
  preliminary: 'said-preliminary',
  preparation: 'said-preparation',
  proposed: 'said-proposed',
  registered: 'said-registered',
  rejected: 'said-rejected',
  revoked: 'said-revoked',
  scheduled: 'said-scheduled',
  stopped: 'said-stopped',
  superseded: 'said-superseded',
  suspended: 'state-on-hold',
  triaged: 'said-triaged',
  unknown: 'said-not-known',
  waitlist: 'said-waitlist',
};
/** A medicine's words, and its words once its time is over. */
const MEDICINES = {
  active: ['state-active', 'state-finished'],
  completed: ['state-finished'],
  stopped: ['state-stopped'],
  cancelled: ['state-cancelled'],
  draft: ['state-planned'],
  intended: ['state-planned', 'state-active', 'state-finished'],
  'on-hold': ['state-on-hold'],
  'not-taken': ['state-not-taken'],
};
const CONDITIONS = {
  active: 'state-current',
  recurrence: 'state-back',
  relapse: 'state-back',
  inactive: 'state-inactive',
  remission: 'state-remission',
  resolved: 'state-resolved',
};
const ALLERGIES = { active: 'state-allergy-active', inactive: 'state-inactive', resolved: 'state-resolved' };
const DANGERS = { high: 'state-severe', low: 'state-mild' };

/** The texts one of which says the status of a resource; empty when it has none. */
function statusTexts(resource) {
  const clinical = resource.clinicalStatus?.coding?.[0]?.code;
  switch (resource.resourceType) {
    case 'Condition':
      return clinical ? [CONDITIONS[clinical] ?? 'state-unknown'] : [];
    case 'AllergyIntolerance':
      // Of one that stands, how dangerous it is says more than that it stands.
      if (clinical === 'active' && DANGERS[resource.criticality]) return [DANGERS[resource.criticality]];
      return ALLERGIES[clinical] ? [ALLERGIES[clinical]] : [];
    case 'MedicationRequest':
    case 'MedicationStatement':
      if (resource.doNotPerform && resource.status === 'active') return ['state-do-not-take'];
      return MEDICINES[resource.status] ?? ['state-unknown'];
    default: {
      const status = resource.status ?? resource.lifecycleStatus;
      return STATUSES[status] ? [STATUSES[status]] : [];
    }
  }
}

function status(resource, language) {
  const keys = statusTexts(resource);
  if (keys.length) return [must('status', keys.map((key) => t(key, language)))];
  const code = resource.status ?? resource.lifecycleStatus;
  return typeof code === 'string' ? [must('status', [code])] : [];
}

/** What the clinic calls it: one of the names that the resource gives. */
function name(resource) {
  const { code, vaccineCode, medicationCodeableConcept, description } = resource;
  const type = resource.resourceType === 'DocumentReference' ? resource.type : null;
  const concept = code ?? vaccineCode ?? medicationCodeableConcept ?? type ?? description;
  const all = typeof concept === 'string' ? [concept] : known(words(concept));
  return all.length && resource.resourceType !== 'CarePlan' ? [must('name', all)] : [];
}

/** Everything that can be checked about values: for the page, and for the API in English. */
export function valuesOf(resource, language, zone) {
  if (resource.resourceType !== 'Observation') return [];
  const parts = resource.component ?? [];
  return [resource, ...parts].flatMap((one, nth) =>
    value(nth ? `value of part ${nth}` : 'value', one, language, zone),
  );
}

/** Everything that the page of an entry must say. */
export function wordsOf(resource, language, zone) {
  const parts = resource.resourceType === 'Observation' ? [resource, ...(resource.component ?? [])] : [];
  return [
    ...name(resource),
    ...valuesOf(resource, language, zone),
    ...parts.flatMap((one, nth) => standing(nth ? `flag of part ${nth}` : 'flag', one, language)),
    ...datesOf(resource).map((date) => must('date', [written(date, language, zone)])),
    ...status(resource, language),
  ];
}
