/** One call of the API, before anybody stands for it. */
export interface Call {
  /** The HTTP method. */
  readonly method: string;

  /** The path, encoded, for example `/objects/a%20b`. */
  readonly path: string;

  /**
   * Query parameters; those that are undefined are left out.
   *
   * @default - none
   */
  readonly query?: Readonly<Record<string, string | undefined>>;

  /**
   * Headers; those that are undefined are left out.
   *
   * @default - none
   */
  readonly headers?: Readonly<Record<string, string | undefined>>;

  /**
   * The body.
   *
   * @default - none
   */
  readonly body?: Uint8Array;

  /**
   * Whether doing it twice may have another result than doing it once. Such a call is sent again only
   * when the API said that it did nothing.
   *
   * @default false
   */
  readonly onlyOnce?: boolean;
}

/**
 * The path of an object.
 *
 * @throws TypeError for a key that a URL cannot carry: `..` would climb out of `/objects`, unnoticed
 */
export function pathOf(key: string): string {
  const segments = key.split('/');
  if (segments.some((segment) => ['', '.', '..'].includes(segment))) {
    throw new TypeError(
      `key is ${JSON.stringify(key)}; it may not be empty, begin or end with "/", ` +
        'nor hold "//" or a segment "." or ".."',
    );
  }
  return `/objects/${segments.map(encode).join('/')}`;
}

/**
 * Percent-encodes all but letters, digits and `-._~`, as signatures count them.
 *
 * @throws TypeError for half of a surrogate pair, which UTF-8 does not have
 */
export function encode(text: string): string {
  if (/\p{Surrogate}/u.test(text)) {
    throw new TypeError(`${JSON.stringify(text)} holds half of a surrogate pair; leave it out`);
  }
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
