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

/** The whole entry of a key, with its lines. */
function entry(key, language) {
  const folder = join(locales, language);
  const files = readdirSync(folder).filter((name) => name.endsWith('.ftl'));
  const text = files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  const [, found] = text.match(new RegExp(`^${key} *=(.*(?:\\n(?:[ }].*|$))*)`, 'm')) ?? [];
  if (found === undefined) throw new Error(`no text ${key} in ${language}`);
  return found;
}

/** A text that says how many, `$count` its only variable. */
export function tn(key, count, language = 'en') {
  const variants = [...entry(key, language).matchAll(/^\s*\*?\[(\w+)\] *(.*)$/gm)];
  if (!variants.length) throw new Error(`text ${key} has no forms for numbers`);
  const plural = new Intl.PluralRules(language).select(count);
  const [, , text] = [String(count), plural, 'other']
    .map((form) => variants.find(([, name]) => name === form))
    .find(Boolean);
  return text.trim().replaceAll(/\{ *\$count *\}/g, String(count));
}
