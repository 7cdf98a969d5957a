// A sample that is the same each time for the same seed.

function hash(text) {
  let state = 2_166_136_261;
  for (const letter of text) state = Math.imul(state ^ letter.codePointAt(0), 16_777_619);
  return state >>> 0;
}

/** `count` of several, chosen by the seed and by what they are called, whatever order they come in. */
export function sample(several, count, seed, nameOf) {
  const drawn = several.map((one) => [hash(`${seed} ${nameOf(one)}`), one]);
  drawn.sort(([one], [other]) => one - other);
  return drawn.slice(0, count).map(([, one]) => one);
}
