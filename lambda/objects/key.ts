/**
 * The key named by the path.
 *
 * A REST API passes `{key+}` percent-encoded, as the client sent it, so it is decoded here, once.
 * Other fronts (HTTP APIs, emulators) pass it decoded; that shows wherever it holds what no request
 * line can: a character outside visible ASCII, or a `%` that begins no escape.
 *
 * @param problems takes the reason why it cannot be decoded
 */
export function decodeKey(parameter: string | undefined, problems: string[]): string | undefined {
  if (parameter === undefined || /[^!-~]|%(?![\da-f]{2})/i.test(parameter)) return parameter;
  try {
    return decodeURIComponent(parameter);
  } catch {
    problems.push('key is not UTF-8, percent-encoded; encode it so');
    return parameter;
  }
}
