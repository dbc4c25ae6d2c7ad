/**
 * The key named by the path, which a REST API passes percent-encoded, as the client sent it. It is decoded
 * here, once: whatever still looks like an escape is part of the key.
 *
 * @param problems takes the reason why it cannot be decoded
 */
export function decodeKey(parameter: string | undefined, problems: string[]): string | undefined {
  if (parameter === undefined) return undefined;
  try {
    return decodeURIComponent(parameter);
  } catch {
    problems.push('key is not UTF-8, percent-encoded; encode it so');
    return parameter;
  }
}
