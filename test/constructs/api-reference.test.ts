import type { OpenAPIV3 } from 'openapi-types';
import { isReference, lookUp } from '../../lib/constructs/api-reference';

const document: OpenAPIV3.Document = {
  openapi: '3.0.3',
  info: { title: 'Pets', version: '1' },
  paths: { '/pets/{id}': { summary: 'A pet' } },
};

test('finds what is escaped, by JSON Pointer and by percent', () => {
  expect(lookUp(document, '#/paths/~1pets~1{id}/summary')).toBe('A pet');
  expect(lookUp(document, '#/paths/~1pets~1%7Bid%7D/summary')).toBe('A pet');
});

test.each(['#/paths/none', '#/constructor', 'pets.json#/info', '#/info/%', '#/info/title/length'])(
  'finds nothing at %s',
  (reference) => {
    expect(lookUp(document, reference)).toBeUndefined();
  },
);

test('tells references from what has something else under that name', () => {
  expect(isReference({ $ref: '#/info' })).toBe(true);
  expect([{ $ref: {} }, null, '#/info', {}].map(isReference)).not.toContain(true);
});
