/** An IPv4 range as numbers, so that ranges can be compared. */
export interface CidrRange {
  /** The first address, as an unsigned 32-bit number. */
  readonly first: number;
  /** The last address, as an unsigned 32-bit number. */
  readonly last: number;
  /** The prefix length, for example 16 for `10.0.0.0/16`. */
  readonly prefix: number;
}

/**
 * Reads a range such as `10.0.0.0/16`.
 *
 * @returns nothing when the text is not an IPv4 range in canonical form, which begins with its first address
 */
export function parseCidr(text: string): CidrRange | undefined {
  // A leading zero would be octal to others: 010.0.0.0 is 8.0.0.0 (RFC 6943, 3.1.1).
  const match =
    /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\/(0|[1-9]\d?)$/.exec(
      text,
    );
  if (!match) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = match.slice(1).map(Number);
  if (Math.max(a, b, c, d) > 255 || prefix > 32) return undefined;
  const size = 2 ** (32 - prefix);
  const first = ((a * 256 + b) * 256 + c) * 256 + d;
  return first % size === 0 ? { first, last: first + size - 1, prefix } : undefined;
}

/** Whether two ranges share an address. */
export function overlaps(a: CidrRange, b: CidrRange): boolean {
  return a.first <= b.last && b.first <= a.last;
}

/**
 * Whether a range lies in the private address space.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1918
 */
export function isPrivate(range: CidrRange): boolean {
  return ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].some((text) => {
    const block = parseCidr(text);
    return block !== undefined && block.first <= range.first && range.last <= block.last;
  });
}
