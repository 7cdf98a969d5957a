// The full product: every place × every language × every theme × every width, axe-core at zero.
// Ends in `axe cells=N violations=N`. SHOTS=1 leaves a picture of every cell in shots/.
import { ALL_CELLS, choose, findings } from './lib/axe.mjs';
import { launch, visit } from './lib/browser.mjs';
import { OPEN_PLACES, WHOM, patientPlaces } from './lib/places.mjs';
import { signIn } from './lib/sign-in.mjs';
import { AURORA, NORTHSIDE, SLEEP_CORNER, family, fullest, origin, patientOf } from './lib/stack.mjs';

let cells = 0;
let violations = 0;

/** Looks at places in every cell: language and theme are chosen once, widths change without a new request. */
async function look(page, places) {
  for (const cell of ALL_CELLS.filter(({ width }) => width === ALL_CELLS[0].width)) {
    await places[0].reach(page, 'en');
    await choose(page, cell);
    const inAllWidths = ALL_CELLS.filter(
      ({ language, theme }) => language === cell.language && theme === cell.theme,
    );
    for (const { name, reach } of places) {
      await reach(page, cell.language);
      for (const one of inAllWidths) {
        const found = await findings(page, one, name);
        cells += 1;
        violations += found.length;
        for (const line of found) console.log(line);
      }
    }
  }
}

/** The places of a patient's own pages; `pick` says which of them. */
async function lookAsPatient(host, patient, pick = () => true) {
  const { page, context, settle } = await visit(browser, origin(host));
  await signIn(page, patient);
  await look(page, (await patientPlaces(page)).filter(({ name }) => pick(name)));
  settle();
  await context.close();
}

async function lookFromOutside(host) {
  const { page, context, settle } = await visit(browser, origin(host));
  await look(page, OPEN_PLACES);
  settle();
  await context.close();
}

async function lookAtChoice() {
  const { page, context, settle } = await visit(browser, origin(AURORA));
  await signIn(page, await family(AURORA));
  await look(page, [WHOM]);
  settle();
  await context.close();
}

const few = (name) => ['/', '/records/medications'].includes(name);
const browser = await launch();
try {
  // Two at a time, as many as the build machine has cores.
  await Promise.all([
    lookFromOutside(AURORA).then(() => lookAtChoice()),
    fullest(AURORA).then((patient) => lookAsPatient(AURORA, patient)),
  ]);
  await Promise.all(
    [
      [NORTHSIDE, 'northside'],
      [SLEEP_CORNER, 'sleepcorner'],
    ].map(async ([host, org]) => lookAsPatient(host, await patientOf(org, 0), few)),
  );
} finally {
  await browser.close();
}
console.log(`axe cells=${cells} violations=${violations}`);
process.exitCode = violations === 0 && cells > 0 ? 0 : 1;
