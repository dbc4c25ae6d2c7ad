/** What is held in memory of one answer would be more than its reader allows. */
export class AnswerTooLargeError extends Error {
  constructor(maxBytes: number) {
    super(
      `the answer has more than ${String(maxBytes)} bytes; maxAnswerBytes is ${String(maxBytes)}: ` +
        'raise it, or ask for less',
    );
    this.name = 'AnswerTooLargeError';
  }
}

/**
 * The body of an answer, whole.
 *
 * @throws AnswerTooLargeError as soon as it has more bytes, whatever its headers say
 */
export async function bodyOf(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<Buffer> {
  if (body === null) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    // To leave the loop ends the connection.
    if (size > maxBytes) throw new AnswerTooLargeError(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
