// The files of documents and reports: Canvas gives an address in the place of content, and whoever downloads
// one from the portal gets the FHIR server's own bytes.
import { isDeepStrictEqual } from 'node:util';

import { fromCanvas } from './canvas.mjs';
import { bytesOf } from './portal.mjs';
import { sandbox } from './stack.mjs';

/** The attachments of a resource, in order. */
function attachments({ resourceType, content = [], presentedForm = [] }) {
  if (resourceType === 'DocumentReference') return content.map(({ attachment }) => attachment ?? {});
  return resourceType === 'DiagnosticReport' ? presentedForm : [];
}

/**
 * A resource as Canvas gives it out: what the FHIR server holds, but where the twin keeps the content to
 * itself, its own address. That the twin says so too is looked at, and that it changes nothing else.
 */
export async function withCanvasFiles(org, resource, wrong) {
  const kept = attachments(resource).some((one) => one.data || one.url?.startsWith('Binary/'));
  if (!kept) return resource;
  const told = await fromCanvas(org, resource);
  const expected = structuredClone(resource);
  attachments(expected).forEach((one, nth) => {
    if (!one.data && !one.url?.startsWith('Binary/')) return;
    delete one.data;
    one.url = `${sandbox}/canvas/${org}/${resource.resourceType}/${resource.id}/files/${nth}`;
  });
  const same = isDeepStrictEqual(plain(told), plain(expected));
  if (!same) wrong(`the Canvas twin says something else: ${JSON.stringify(plain(told)).slice(0, 300)}`);
  return told;
}

/** Without the class of its numbers, which a clone loses. */
const plain = (value) => JSON.parse(JSON.stringify(value));

/** What the FHIR server holds as the content of an attachment; `null` when it is elsewhere or not there. */
async function stored(org, { data, url = '' }) {
  if (data) return Buffer.from(data, 'base64');
  const [, id] = url.match(/^Binary\/([A-Za-z0-9.-]{1,64})$/) ?? [];
  if (!id) return null;
  const headers = { 'x-tenant-id': org, accept: 'application/fhir+json' };
  const answer = await fetch(`${sandbox}/fhir/Binary/${id}`, { headers });
  return answer.ok ? Buffer.from((await answer.json()).data ?? '', 'base64') : null;
}

/** Each file of an entry, downloaded: the bytes are the FHIR server's. */
export async function filesAgree({ org, host, cookie }, path, resource, wrong) {
  for (const [nth, attachment] of attachments(resource).entries()) {
    const bytes = await stored(org, attachment);
    if (!bytes) continue;
    const { status, body } = await bytesOf(host, `${path}/files/${nth}`, cookie);
    if (status !== 200) wrong(`file ${nth} answers ${status}`);
    else if (!bytes.equals(body)) wrong(`file ${nth} has ${body.length} bytes, not the ${bytes.length} held`);
  }
}
