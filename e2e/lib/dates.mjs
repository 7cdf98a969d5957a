// A date of the record as its reader finds it on a page (L03): as precise as it was written, an instant in
// the clinic's zone.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const demo = join(dirname(fileURLToPath(import.meta.url)), '../../demo/organizations.json');
const zones = new Map(
  JSON.parse(readFileSync(demo, 'utf8')).map(({ slug, settings }) => [slug, settings.time_zone]),
);

/** The zone that an organisation's instants are told in. */
export const zoneOf = (org) => zones.get(org);

const MONTHS = {
  en: 'January February March April May June July August September October November December',
  es: 'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre',
};

const FORMS = {
  en: (year, month, day) => [month && MONTHS.en.split(' ')[month - 1], day && `${day},`, year],
  es: (year, month, day) => [day && `${day} de`, month && `${MONTHS.es.split(' ')[month - 1]} de`, year],
  zh: (year, month, day) => [`${year}年${month ? `${month}月` : ''}${day ? `${day}日` : ''}`],
  vi: (year, month, day) => [day, month && `tháng ${month},`, year],
};

/** `March 12, 2026`, `March 2026` or `2026`; what is no date stays the text that it is. */
export function written(text, language, zone) {
  const parts = text.trim().match(/^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](.*))?)?)?$/);
  if (!parts) return text.trim();
  let [year, month, day] = parts.slice(1, 4).map((part) => part && Number(part));
  if (/(?:Z|[+-]\d\d:?\d\d)$/.test(parts[4] ?? '')) {
    const told = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
    }).formatToParts(new Date(text.trim()));
    [month, day, year] = ['month', 'day', 'year'].map((type) =>
      Number(told.find((part) => part.type === type).value),
    );
  }
  return FORMS[language](year, month, day).filter(Boolean).join(' ');
}

const span = (period) => [period?.start, period?.end];
const first = (...all) => all.find((one) => [one].flat().some(Boolean)) ?? [];

/** Which dates the page of an entry must tell; of other types, when it happened or was written. */
const DATES = {
  Observation: (one) =>
    first(one.effectiveDateTime, one.effectiveInstant, span(one.effectivePeriod), one.issued),
  DiagnosticReport: (one) => [one.effectiveDateTime, span(one.effectivePeriod), one.issued],
  Procedure: (one) => [one.performedDateTime, span(one.performedPeriod)],
  Immunization: (one) => [one.occurrenceDateTime],
  Encounter: (one) => span(one.period),
  DocumentReference: (one) => [one.date],
  CareTeam: (one) => span(one.period),
  CarePlan: (one) => [span(one.period), one.created],
  Goal: (one) => [one.startDate],
  Coverage: (one) => span(one.period),
  ExplanationOfBenefit: (one) => [span(one.billablePeriod), one.created],
  Condition: (one) => [one.onsetDateTime, one.abatementDateTime, one.recordedDate],
  AllergyIntolerance: (one) => [one.onsetDateTime, one.recordedDate],
  MedicationRequest: (one) => [one.authoredOn],
  MedicationStatement: (one) => first(one.effectiveDateTime, one.effectivePeriod?.start, one.dateAsserted),
};
const ELSE = (one) =>
  first(
    ...[one.authoredOn, one.started, one.occurrenceDateTime, span(one.occurrencePeriod), span(one.period)],
    ...[one.start, one.billablePeriod?.start, one.date, one.issued, one.created],
  );

/** The dates of a resource, as it has them. */
export function datesOf(resource) {
  return [(DATES[resource.resourceType] ?? ELSE)(resource)].flat(3).filter(Boolean);
}
