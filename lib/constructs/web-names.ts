/**
 * Whether a text is one origin of a page in a browser that only its owner may change: `https`, or a page of
 * this machine.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6454
 */
export function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, origin } = new URL(text);
  const local = protocol === 'http:' && ['localhost', '127.0.0.1'].includes(hostname);
  return origin === text && !hostname.includes('*') && (protocol === 'https:' || local);
}

/** Whether a text is a whole domain name in lower case, such as `api.example.com`. */
export function isDomainName(text: string): boolean {
  const labels = text.split('.');
  return (
    text.length < 254 &&
    labels.length > 1 &&
    labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label)) &&
    // An address in numbers has no name at its end; names in other scripts begin with xn-- there.
    /^([a-z]+|xn--[a-z0-9-]+)$/.test(labels.at(-1) ?? '')
  );
}
