// The one small script. Every page works without it; it only makes some of them kinder.

/** The time of the last contact with the server, shared between tabs. Holds no personal data. */
const SEEN = 'portico-seen';

function lastSeen(): number {
  try {
    return Number(localStorage.getItem(SEEN)) || 0;
  } catch {
    return 0; // storage may be blocked; then each tab counts for itself
  }
}

function markSeen(): number {
  const now = Date.now();
  try {
    localStorage.setItem(SEEN, String(now));
  } catch {
    /* blocked storage: see lastSeen */
  }
  return now;
}

/** Warns before the session ends for lack of use, and leaves the page when it has ended (A14). */
function watchIdle(box: HTMLDialogElement): void {
  const limit = Number(box.dataset.idle) * 1000;
  const warn = Number(box.dataset.warn) * 1000;
  const keep = box.dataset.keep ?? '';
  const leave = box.dataset.leave ?? '/';
  const left = box.querySelector<HTMLElement>('[data-left]');
  let seen = markSeen();

  const stay = async (): Promise<void> => {
    const answer = await fetch(keep, { credentials: 'same-origin', redirect: 'manual' }).catch(() => null);
    if (answer?.ok) {
      seen = markSeen();
      box.close();
    } else if (answer) {
      location.assign(leave); // the server says that the session is over
    } // no answer at all: the countdown goes on, and the button can be pressed again
  };
  box.querySelector('[data-stay]')?.addEventListener('click', () => void stay());
  box.addEventListener('cancel', (event) => {
    event.preventDefault();
    void stay();
  });

  const tick = (): void => {
    seen = Math.max(seen, lastSeen());
    const idle = Date.now() - seen;
    if (idle >= limit) {
      location.assign(leave);
    } else if (idle >= warn) {
      const seconds = Math.ceil((limit - idle) / 1000);
      if (left) left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
      if (!box.open) box.showModal();
    } else if (box.open) {
      box.close(); // another tab stayed signed in
    }
  };
  setInterval(tick, 1000);
  document.addEventListener('visibilitychange', tick);
  // A page out of the back-forward cache shows clinical data only if the session still lives.
  addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload();
  });
}

/** A form is sent once; a second press while the answer is on its way does nothing. */
function submitOnce(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  const into = form.dataset.into !== undefined;
  if (form.dataset.sent || into) event.preventDefault();
  if (form.dataset.sent) return;
  form.dataset.sent = '1';
  if (into) return void sendInto(form);
  event.submitter?.setAttribute('aria-disabled', 'true');
  // Coming back with the back button finds the form ready again.
  addEventListener('pageshow', () => {
    delete form.dataset.sent;
    event.submitter?.removeAttribute('aria-disabled');
  }, { once: true });
}

/** Menus close on Escape (focus goes back to their button) and on a press outside. */
function closeMenus(except: Node | null, refocus: boolean): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>('details.menu[open]')) {
    if (except && menu.contains(except)) continue;
    menu.open = false;
    if (refocus) menu.querySelector('summary')?.focus();
  }
}

/** Moves the reader to what has come: what is to be mended, what is marked, or all of it. */
function focusOn(fresh: HTMLElement): void {
  const marked = (selector: string) => fresh.querySelector<HTMLElement>(selector);
  const focus = marked('.errors') ?? marked('[data-focus]') ?? fresh;
  if (!focus.hasAttribute('tabindex')) focus.tabIndex = -1;
  focus.focus();
}

/**
 * Sends a form that only reads and shows the answer in this page. The browser's history keeps the page that
 * was opened, so that going back never asks to send the form again.
 */
async function sendInto(form: HTMLFormElement): Promise<void> {
  const main = document.querySelector('main');
  main?.setAttribute('aria-busy', 'true');
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) body.append(name, String(value));
  const sent = { method: 'POST', body, credentials: 'same-origin' } as const;
  const answer = await fetch(form.action, sent).catch(() => null);
  const page =
    answer && !answer.redirected ? new DOMParser().parseFromString(await answer.text(), 'text/html') : null;
  const fresh = page?.querySelector('main');
  if (answer?.redirected) location.assign(answer.url); // the session is over
  else if (!main || !page || !fresh) form.submit(); // anything unexpected is the browser's to show
  else {
    markSeen();
    document.title = page.title;
    main.replaceWith(fresh);
    focusOn(fresh);
  }
}

/** Asks for the link's own URL again and swaps the one element that `data-swap` names. */
async function swap(link: HTMLAnchorElement): Promise<void> {
  const selector = `#${CSS.escape(link.dataset.swap ?? '')}`;
  const old = document.querySelector(selector);
  old?.setAttribute('aria-busy', 'true');
  const answer = await fetch(link.href, { credentials: 'same-origin' }).catch(() => null);
  const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html') : null;
  const fresh = page?.querySelector(selector);
  if (!old || !fresh || !page) {
    location.assign(link.href); // anything unexpected is the browser's to show, as without script
    return;
  }
  markSeen();
  old.replaceWith(fresh);
  if (link.dataset.push !== undefined) history.replaceState(null, '', link.href);
  focusOn(fresh as HTMLElement);
}

document.addEventListener('submit', submitOnce);
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') closeMenus(null, true);
});
document.addEventListener('click', (event) => {
  const target = event.target as Element;
  closeMenus(target, false);
  if (target.closest('[data-print]')) print();
  const link = target.closest<HTMLAnchorElement>('a[data-swap]');
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (link && plain) {
    event.preventDefault();
    void swap(link);
  }
});

/** A streamed page's header leaves before the patient's name is known; the name comes with the page. */
function nameHeader(): void {
  const who = document.querySelector<HTMLElement>('[data-who]')?.dataset;
  if (!who?.who) return;
  const put = (selector: string, words = ''): void => {
    for (const place of document.querySelectorAll(selector)) place.textContent = words;
  };
  put('.tool-name, .menu-who strong', who.who);
  put('.topbar .avatar', who.initials);
}

nameHeader();
for (const button of document.querySelectorAll<HTMLElement>('[data-print]')) button.hidden = false;
const idle = document.querySelector<HTMLDialogElement>('dialog[data-idle]');
if (idle) watchIdle(idle);
document.querySelector<HTMLElement>('.errors')?.focus();
