import type { Operation } from './operation';

/** `GET /openapi.json`: what this version promises. */
export const getDocument: Operation = (_, { document }) =>
  Promise.resolve({
    statusCode: 200,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(document),
  });
