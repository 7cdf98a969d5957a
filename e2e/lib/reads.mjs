// Every route that reads, with something in each place of its path: from the OpenAPI document and the list of
// pages, so that a new one joins by itself.
import { KINDS, PATIENT_PAGES } from './pages.mjs';

/** The portal's own routes, whatever the EHR does. */
const isApi = (path) => path.startsWith('/v1/');

/** The first entries of each kind, and those that have files, as the API lists them. */
async function entries(ask) {
  const found = new Map();
  for (const kind of KINDS) {
    const answer = await ask(`/v1/portal/records/${kind}`);
    if (answer.status !== 200) throw new Error(`${kind}: ${answer.status} ${answer.text.slice(0, 200)}`);
    const items = JSON.parse(answer.text).items;
    if (items.length) found.set(kind, items[0].id);
    if (!['documents', 'results'].includes(kind)) continue;
    for (const item of items.slice(0, 20)) {
      const one = await ask(`/v1/portal/records/${kind}/${item.id}?type=${item.resource}`);
      if (one.status === 200 && JSON.parse(one.text).files?.length) {
        found.set(`${kind} with a file`, item.id);
        break;
      }
    }
  }
  return found;
}

/** The paths that a route of the document stands for. */
function filled(route, found) {
  if (!route.includes('{')) return [route];
  const file = route.includes('/files/');
  const kinds = route.includes('{kind}') ? KINDS : [KINDS.find((kind) => route.includes(`/${kind}/`))];
  return kinds.flatMap((kind) => {
    const id = found.get(file ? `${kind} with a file` : kind);
    const path = route.replace('{kind}', kind).replace('{nth}', '0');
    if (!path.includes('{')) return [path];
    if (!id) return [];
    const whole = path.replace('{id}', encodeURIComponent(id));
    if (whole.includes('{')) throw new Error(`nobody knows what stands in ${route}: teach lib/reads.mjs`);
    return [whole];
  });
}

/** All paths that a signed-in patient reads. `ask` gets a path as she does. */
export async function reads(ask) {
  const document = JSON.parse((await ask('/openapi.json')).text);
  const found = await entries(ask);
  const routes = Object.entries(document.paths).filter(([path, verbs]) => isApi(path) && verbs.get);
  const api = routes.flatMap(([path]) => filled(path, found));
  const pages = [...PATIENT_PAGES];
  for (const [kind, id] of found) if (!kind.includes(' ')) pages.push(`/records/${kind}/${id}`);
  return [...api, ...pages];
}
