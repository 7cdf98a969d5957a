// Passkeys, on the pages that offer one. Without this script, or in a browser that has none, the box stays
// hidden and the page's other ways are all there.

/** What the server gives: binary parts in base64url. */
interface Begun {
  ceremony: string;
  publicKey: {
    challenge: string;
    user?: { id: string };
    excludeCredentials?: { id: string }[];
    allowCredentials?: { id: string }[];
  };
}

const bytes = (text: string): ArrayBuffer =>
  Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0)).buffer;

const text = (buffer: ArrayBuffer | null): string | null =>
  buffer &&
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');

type Options = PublicKeyCredentialCreationOptions & PublicKeyCredentialRequestOptions;

/** The options as the browser wants them. */
function options({ publicKey }: Begun): Options {
  const keys = (list?: { id: string }[]) => list?.map((one) => ({ ...one, id: bytes(one.id) }));
  return {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    user: publicKey.user && { ...publicKey.user, id: bytes(publicKey.user.id) },
    excludeCredentials: keys(publicKey.excludeCredentials),
    allowCredentials: keys(publicKey.allowCredentials),
  } as unknown as Options;
}

/** The browser's answer as the server wants it. Transports and extensions say nothing that it needs. */
function written({ id, rawId, type, response }: PublicKeyCredential): object {
  const made = response as AuthenticatorAttestationResponse & AuthenticatorAssertionResponse;
  const clientDataJSON = text(made.clientDataJSON);
  const parts = made.attestationObject
    ? { clientDataJSON, attestationObject: text(made.attestationObject) }
    : {
        clientDataJSON,
        authenticatorData: text(made.authenticatorData),
        signature: text(made.signature),
        userHandle: text(made.userHandle),
      };
  return { id, rawId: text(rawId), type, response: parts, clientExtensionResults: {} };
}

const post = (path: string, body: object): Promise<Response> =>
  fetch(path, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

/** What is said when a ceremony does not begin, and when its answer is not taken, by the status. */
const BEGIN: Record<number, string> = { 422: 'many', 429: 'busy' };
const END: Record<number, string> = { 401: 'refused', 422: 'name', 429: 'busy' };

/** Runs one ceremony and gives the page to go to, or the name of the words that say why there is none. */
async function run({ dataset }: HTMLElement, name?: string): Promise<{ to?: string; said?: string }> {
  const { start = '', finish = '', next = '/', whom = next } = dataset;
  const begun = await post(start, {});
  // The session is over, or it wants a fresh proof first: the page itself leads there and back.
  if (begun.status === 401 || begun.status === 403) return { to: location.href };
  if (!begun.ok) return { said: BEGIN[begun.status] ?? 'failed' };
  const given = (await begun.json()) as Begun;
  const publicKey = options(given);
  const made = publicKey.user
    ? await navigator.credentials.create({ publicKey })
    : await navigator.credentials.get({ publicKey });
  const { ceremony } = given;
  const answer = await post(finish, { ceremony, name, credential: written(made as PublicKeyCredential) });
  if (answer.ok) return { to: ((await answer.json()) as { choose?: boolean }).choose ? whom : next };
  return { said: END[answer.status] ?? 'failed' };
}

/** Why the browser made none, in the names of our words. */
function why(error: unknown): string {
  const name = (error as DOMException)?.name;
  if (name === 'InvalidStateError') return 'there';
  return name === 'NotAllowedError' || name === 'AbortError' ? 'cancelled' : 'failed';
}

function offer(box: HTMLElement): void {
  const button = box.querySelector<HTMLElement>('[data-go]');
  const said = box.querySelector<HTMLElement>('[data-said]');
  const name = box.querySelector('input');
  let busy = false;
  const go = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    button?.setAttribute('aria-disabled', 'true');
    if (said) said.hidden = true;
    const done = await run(box, name?.value).catch((error) => ({ to: undefined, said: why(error) }));
    if (done.to) return location.assign(done.to);
    busy = false;
    button?.removeAttribute('aria-disabled');
    if (!said) return;
    said.hidden = false;
    said.textContent = box.dataset[`say${done.said}`] ?? box.dataset.sayfailed ?? '';
  };
  button?.addEventListener('click', () => void go());
  name?.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') void go();
  });
  box.hidden = false;
}

const can = 'PublicKeyCredential' in window && navigator.credentials;
for (const box of document.querySelectorAll<HTMLElement>('[data-passkey]')) if (can) offer(box);
for (const none of document.querySelectorAll<HTMLElement>('[data-passkey-none]')) none.hidden = !!can;
