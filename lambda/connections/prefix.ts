import { MAX_LEVELS, MAX_PREFIX_BYTES } from './limits';
import { Refusal } from './refusal';

/** Those of a key and of a prefix in the documents of the REST API: no test of one leaves the other out. */
const CHARACTERS = /^[^\p{Surrogate}\p{Cc}\ufdd0-\ufdef\ufffe\uffff]*$/u;

/**
 * The prefix that a client names: empty for every object, or whole folders of a key, as in `reports/2026/`.
 *
 * @throws Refusal with every reason why it is none
 */
export function prefixOf(value: unknown): string {
  if (typeof value !== 'string') {
    throw new Refusal(
      'prefix is no string; give "" for every object, or folders as in "reports/2026/"',
    );
  }
  const problems = [];
  if (value !== '' && !value.endsWith('/')) {
    problems.push('prefix does not end with "/"; name whole folders, as in "reports/2026/"');
  }
  if (!CHARACTERS.test(value)) {
    problems.push(
      'prefix holds a character that no key has; leave out control characters and such',
    );
  }
  const levels = levelsOf(value);
  if (levels > MAX_LEVELS) {
    problems.push(
      `prefix names ${String(levels)} folders; it may name ${String(MAX_LEVELS)}, subscribe to one above`,
    );
  }
  const bytes = Buffer.byteLength(value);
  if (bytes > MAX_PREFIX_BYTES) {
    problems.push(`prefix has ${String(bytes)} bytes; it may have ${String(MAX_PREFIX_BYTES)}`);
  }
  if (problems.length > 0) throw new Refusal(problems.join('; '));
  return value;
}

/** Every prefix that a client may subscribe to in order to hear of this key, the empty one first. */
export function prefixesOf(key: string): string[] {
  const folders = key.split('/').slice(0, -1).slice(0, MAX_LEVELS);
  return ['', ...folders.map((_, index) => `${folders.slice(0, index + 1).join('/')}/`)];
}

function levelsOf(prefix: string): number {
  return prefix.split('/').length - 1;
}
