// What the FHIR server itself holds for a patient, asked straight, and which kind each resource belongs to:
// contract, "FHIR sources". Nothing here is taken from the portal.
import assert from 'node:assert/strict';

import { sandbox } from './stack.mjs';
import { parseExact } from './exact.mjs';

/** The patient compartment of R4 (CompartmentDefinition/patient): by which parameters a type leads to her. */
const COMPARTMENT = `
  Account subject; AdverseEvent subject; AllergyIntolerance patient recorder asserter; Appointment actor;
  AppointmentResponse actor; AuditEvent patient; Basic patient author; BodyStructure patient;
  CarePlan patient performer; CareTeam patient participant; ChargeItem subject; Claim patient payee;
  ClaimResponse patient; ClinicalImpression subject; Communication subject sender recipient;
  CommunicationRequest subject sender recipient requester; Composition subject author attester;
  Condition patient asserter; Consent patient; Coverage policy-holder subscriber beneficiary payor;
  CoverageEligibilityRequest patient; CoverageEligibilityResponse patient; DetectedIssue patient;
  DeviceRequest subject performer; DeviceUseStatement subject; DiagnosticReport subject;
  DocumentManifest subject author recipient; DocumentReference subject author; Encounter patient;
  EnrollmentRequest subject; EpisodeOfCare patient; ExplanationOfBenefit patient payee;
  FamilyMemberHistory patient; Flag patient; Goal patient; Group member; ImagingStudy patient;
  Immunization patient; ImmunizationEvaluation patient; ImmunizationRecommendation patient;
  Invoice subject patient recipient; List subject source; MeasureReport patient; Media subject;
  MedicationAdministration patient performer subject; MedicationDispense subject patient receiver;
  MedicationRequest subject; MedicationStatement subject; MolecularSequence patient; NutritionOrder patient;
  Observation subject performer; Person patient; Procedure patient performer; Provenance patient;
  QuestionnaireResponse subject author; RelatedPerson patient; RequestGroup subject participant;
  ResearchSubject individual; RiskAssessment subject; ServiceRequest subject performer; Specimen subject;
  SupplyDelivery patient; SupplyRequest subject; VisionPrescription patient`;
const PARAMETERS = new Map(
  COMPARTMENT.split(';')
    .map((line) => line.trim().split(/\s+/))
    .map(([type, ...parameters]) => [type, parameters]),
);

const OWN_KIND = {
  MedicationRequest: 'medications',
  MedicationStatement: 'medications',
  AllergyIntolerance: 'allergies',
  Condition: 'conditions',
  Procedure: 'procedures',
  DiagnosticReport: 'results',
  Immunization: 'immunizations',
  Encounter: 'visits',
  DocumentReference: 'documents',
  CareTeam: 'care-team',
  CarePlan: 'care-plans',
  Goal: 'goals',
  Coverage: 'coverage',
  ExplanationOfBenefit: 'explanations-of-benefit',
};
const BY_CATEGORY = {
  laboratory: 'results',
  imaging: 'results',
  'vital-signs': 'vitals',
  'vital-sign': 'vitals',
  'social-history': 'social-history',
};

/** Every kind there is. */
export const KINDS = [...new Set([...Object.values(OWN_KIND), 'vitals', 'social-history', 'other'])];

/** The kinds that a resource may be in: one, but an Observation whose categories name several is in any. */
export function kindsOf(resource) {
  if (resource.resourceType !== 'Observation') return [OWN_KIND[resource.resourceType] ?? 'other'];
  const categories = resource.category ?? [];
  const codes = categories.flatMap(({ coding, text }) => coding?.map(({ code }) => code) ?? [text]);
  const kinds = codes.map((code) => BY_CATEGORY[String(code).trim().toLowerCase()]).filter(Boolean);
  return kinds.length ? [...new Set(kinds)] : ['other'];
}

/** Whether the clinic has declared it a mistake: any status of it says so. */
export function isMistake({ status, lifecycleStatus, docStatus, verificationStatus }) {
  const codes = verificationStatus?.coding?.map(({ code }) => code) ?? [verificationStatus?.text];
  return [status, lifecycleStatus, docStatus, ...codes].includes('entered-in-error');
}

/** Whose it says it is: `subject` or `patient` where it has them. */
function isAnothers({ subject, patient }, id) {
  const named = [subject, patient].flat().map((one) => one?.reference);
  const patients = named.map((text) => text?.match(/(?:^|\/)Patient\/([^/]+)/)?.[1]).filter(Boolean);
  return patients.length > 0 && !patients.includes(id);
}

async function get(url, headers) {
  const answer = await fetch(url, { headers: { accept: 'application/fhir+json', ...headers } });
  const text = await answer.text();
  assert.ok(answer.ok, `${url}: ${answer.status} ${text.slice(0, 300)}`);
  return parseExact(text);
}

/** Every page of a search; the server's own total must be the number of entries. */
async function search(org, type, query) {
  const headers = { 'x-tenant-id': org };
  const found = [];
  let next = `${sandbox}/fhir/${type}?${query}&_total=accurate&_count=1000`;
  let total;
  while (next) {
    const bundle = await get(next, headers);
    total ??= Number(bundle.total.digits);
    found.push(...(bundle.entry ?? []).map(({ resource }) => resource));
    next = bundle.link?.find(({ relation }) => relation === 'next')?.url;
  }
  assert.equal(found.length, total, `${org}: ${type}?${query}: the server's total is not what it sends`);
  return found;
}

const held = new Map();

/** The types that an organisation's server holds anything of, with the parameters it searches them by. */
function typesOf(org) {
  if (!held.has(org)) held.set(org, ask(org));
  return held.get(org);
}

async function ask(org) {
  const headers = { 'x-tenant-id': org };
  const statement = await get(`${sandbox}/fhir/metadata`, headers);
  const types = [];
  for (const { type, searchParam = [] } of statement.rest[0].resource) {
    const known = new Set(searchParam.map(({ name }) => name));
    const listed = PARAMETERS.get(type) ?? ['patient'].filter((name) => known.has(name));
    const parameters = listed.filter((name) => known.has(name));
    assert.ok(parameters.length || !PARAMETERS.has(type), `${type} cannot be searched by patient`);
    if (!parameters.length || type === 'Patient') continue;
    const { total } = await get(`${sandbox}/fhir/${type}?_total=accurate&_count=1`, headers);
    if (Number(total.digits) > 0) types.push({ type, parameters });
  }
  return types;
}

/** Every resource of the patient's compartment, by `Type/id`. */
export async function compartment(org, patient) {
  const all = new Map();
  for (const { type, parameters } of await typesOf(org)) {
    const searches = parameters.map((name) => search(org, type, `${name}=Patient/${patient}`));
    for (const resource of (await Promise.all(searches)).flat()) {
      if (!isAnothers(resource, patient)) all.set(`${type}/${resource.id}`, resource);
    }
  }
  return all;
}

/** The types that the organisation's EHR offers by patient: of a Canvas clinic its twin's, else all. */
export async function offeredBy(org, dialect) {
  if (dialect !== 'canvas') return () => true;
  const statement = await get(`${sandbox}/canvas/${org}/metadata`, {});
  const offered = statement.rest[0].resource
    .filter(({ searchParam = [] }) => searchParam.some(({ name }) => name === 'patient'))
    .map(({ type }) => type);
  return (type) => offered.includes(type);
}
