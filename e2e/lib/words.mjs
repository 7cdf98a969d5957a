// The pages' own words, read from the locale files, so that a journey names a button as its reader does.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const locales = join(dirname(fileURLToPath(import.meta.url)), '../../crates/portal/locales');
export const LANGUAGES = ['en', 'es', 'zh', 'vi'];

function read(language) {
  const folder = join(locales, language);
  const files = readdirSync(folder).filter((name) => name.endsWith('.ftl'));
  const lines = files.flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'));
  const entries = lines.map((line) => line.match(/^([a-z][\w-]*)\s*=\s*(\S.*)$/)).filter(Boolean);
  return new Map(entries.map(([, key, value]) => [key, value.trim()]));
}

const words = new Map(LANGUAGES.map((language) => [language, read(language)]));

/** The text of a key. Only texts of one line without variables are asked for. */
export function t(key, language = 'en') {
  const text = words.get(language)?.get(key);
  if (text === undefined) throw new Error(`no text ${key} in ${language}`);
  if (text.includes('{')) throw new Error(`text ${key} has variables: name something else`);
  return text;
}
