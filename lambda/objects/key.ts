import { MAX_KEY_BYTES } from './limits';
import { badRequest } from './problem';

/**
 * The key named by the path.
 *
 * A REST API passes `{key+}` percent-encoded, as the client sent it, so it is decoded here, once.
 * Other fronts (HTTP APIs, emulators) pass it decoded; that shows wherever it holds what no request
 * line can: a character outside visible ASCII, or a `%` that begins no escape.
 *
 * @throws Problem 400 with every reason why it cannot be a key
 */
export function keyOf(parameter: string | undefined): string {
  const key = decode(parameter ?? '');
  const problems = key === undefined ? ['key is not UTF-8, percent-encoded'] : keyProblems(key);
  if (key === undefined || problems.length > 0) throw badRequest(problems);
  return key;
}

/** Every reason why S3, a URL or an archive could not carry the key unchanged. */
function keyProblems(key: string): string[] {
  if (key === '') return ['key is empty; name an object, as in /objects/reports/may.csv'];
  const problems = textProblems('key', key);
  const absolute = key.startsWith('/');
  if (absolute) problems.push('key starts with "/"; drop it');
  const segments = (absolute ? key.slice(1) : key).split('/');
  if (segments.includes('')) problems.push('key holds an empty segment; drop "//" and a last "/"');
  for (const dots of ['.', '..']) {
    if (segments.includes(dots)) problems.push(`key holds the segment "${dots}"; drop it`);
  }
  return problems;
}

/** What is wrong with a key or a prefix as a text: its length and its characters. */
export function textProblems(name: string, text: string): string[] {
  const problems = [];
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_KEY_BYTES) {
    problems.push(
      `${name} has ${String(bytes)} bytes of UTF-8; it may have ${String(MAX_KEY_BYTES)}`,
    );
  }
  // S3 lists keys in XML 1.0, which cannot carry these.
  const forbidden = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u.exec(text)?.[0].codePointAt(0);
  if (forbidden !== undefined) {
    const code = forbidden.toString(16).toUpperCase().padStart(4, '0');
    problems.push(`${name} holds the control character or non-character U+${code}; drop it`);
  }
  return problems;
}

function decode(parameter: string): string | undefined {
  const alreadyDecoded = /[^!-~]|%(?![\da-f]{2})/i.test(parameter);
  if (alreadyDecoded) return parameter;
  try {
    return decodeURIComponent(parameter);
  } catch {
    return undefined;
  }
}
