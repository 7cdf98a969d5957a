// The proof on patients nobody here wrote: everyone of a data folder, and every demo patient, signs in by her
// e-mailed code and finds what the FHIR server itself holds about her, each resource in exactly one kind, on
// pages and in the API, less a printed list of what was withheld and why. A sample of entries is opened:
// every value, unit, flag, date, name and status of the resource stands on its page, in four languages.
//
//   DATA=dir node run.mjs node prove-data.mjs            behind the generic FHIR client
//   DATA=dir ORG=sleepcorner node run.mjs …              behind the Canvas twin
//   SEED=n another sample · SAMPLE=n entries a kind and patient · ONLY_PATIENT=id one patient
import { KINDS, compartment, offeredBy } from './lib/compartment.mjs';
import { agrees } from './lib/agrees.mjs';
import { enter, patience, speak } from './lib/portal.mjs';
import { AURORA, NORTHSIDE, SLEEP_CORNER, patients } from './lib/stack.mjs';
import { LANGUAGES } from './lib/words.mjs';

const CLINICS = {
  aurora: { host: AURORA, dialect: 'fhir' },
  sleepcorner: { host: SLEEP_CORNER, dialect: 'canvas' },
  northside: { host: NORTHSIDE, dialect: 'fhir' },
};
/** How many patients are looked at side by side. */
const AT_ONCE = Number(process.env.AT_ONCE ?? 3);
/** How many findings are printed before the rest is only counted. */
const PRINTED = 60;

const only = process.env.ONLY_PATIENT;
const people = (await patients()).filter(({ patient }) => !only || patient === only);
const seed = process.env.SEED ?? '1';
const samples = Number(process.env.SAMPLE ?? 3);

const sums = { entries: 0, pages: 0, sampled: 0, withheld: 0, beyond: 0, missing: 0, differing: 0 };
const perKind = new Map();
let printed = 0;

/** Everything is counted once, and what is wrong is said. */
const account = {
  add: (what, count = 1) => (sums[what] += count),
  kind: (org, kind, shown, withheld) => {
    const key = `${org} ${kind}`;
    const so = perKind.get(key) ?? { patients: 0, shown: 0, withheld: 0 };
    perKind.set(key, {
      patients: so.patients + 1,
      shown: so.shown + shown,
      withheld: so.withheld + withheld,
    });
  },
  wrong: (what, sentence) => {
    sums[what] += 1;
    printed += 1;
    if (printed <= PRINTED) console.log(`${what}  ${sentence}`);
  },
};

/** One after the other those who share an address: codes and inbox are the address's. */
async function look(sharing) {
  const sessions = new Map();
  for (const person of sharing) {
    const { org, patient } = person;
    const { host, dialect } = CLINICS[org];
    const cookie = await enter(host, person, sessions.get(org));
    sessions.set(org, cookie);
    const language = LANGUAGES[people.indexOf(person) % LANGUAGES.length];
    await speak(host, cookie, language);
    const [held, offered] = [await compartment(org, patient), await offeredBy(org, dialect)];
    const reader = { org, host, dialect, cookie, patient, language };
    await agrees(reader, { held, offered }, { seed, samples }, account);
    await speak(host, cookie, 'en');
  }
}

const shared = new Map();
for (const one of people) shared.set(one.email, [...(shared.get(one.email) ?? []), one]);
const addresses = [...shared.values()];

async function worker() {
  for (let next = addresses.pop(); next; next = addresses.pop()) await look(next);
}

await Promise.all(Array.from({ length: AT_ONCE }, worker));

for (const [key, { patients: many, shown, withheld }] of [...perKind].sort(([one], [other]) =>
  one.localeCompare(other),
)) {
  const [org, kind] = key.split(' ');
  console.log(`kind  org=${org} kind=${kind} patients=${many} entries=${shown} withheld=${withheld}`);
}
if (printed > PRINTED) console.log(`… and ${printed - PRINTED} findings more`);
const org = process.env.ORG ?? 'aurora';
const counts = Object.entries(sums).map(([what, count]) => `${what}=${count}`);
if (patience.retried) console.log(`asked again because the EHR was late: ${patience.retried} times`);
console.log(`data org=${org} patients=${people.length} kinds=${KINDS.length} ${counts.join(' ')}`);
const proven = people.length > 0 && sums.entries > 0 && sums.pages > 0 && sums.sampled > 0;
process.exitCode = proven && sums.missing === 0 && sums.differing === 0 ? 0 : 1;
