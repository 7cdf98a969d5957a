// JSON with every number as it was written, so that 7.20 is not 7.2 and no digit of fifteen is lost.

const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** A number of a resource: its digits. */
export class Exact {
  constructor(digits) {
    this.digits = digits;
  }
}

/** Marks what was a number and not a text of digits; no text of a resource begins like this. */
const MARK = '\u0001#';

/** Parses JSON; numbers are `Exact`. */
export function parseExact(text) {
  const marked = text.replaceAll(TOKENS, (token) =>
    token.startsWith('"') ? token : JSON.stringify(MARK + token),
  );
  return JSON.parse(marked, (_, value) =>
    typeof value === 'string' && value.startsWith(MARK) ? new Exact(value.slice(MARK.length)) : value,
  );
}
