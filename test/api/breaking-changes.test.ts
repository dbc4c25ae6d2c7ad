import type { OpenAPIV3 } from 'openapi-types';
import { DOCUMENTS } from '../../api/documents';
import { breakingChanges } from '../../api/released/breaking-changes';
import { BREAKING, type Change, HARMLESS } from './changes';

/** Documents as they are changed here: any part can be anything. */
type Part = Record<string, unknown>;

function changed([place, value]: Change): OpenAPIV3.Document {
  const document = structuredClone(DOCUMENTS.v1);
  const names = place.split(' ');
  const last = names.pop() ?? '';
  const parent = names.reduce<unknown>((node, name) => (node as Part)[name], document) as Part;
  if (value === undefined && !(last in parent)) throw new Error(`the document has no ${place}`);
  parent[last] = value;
  return JSON.parse(JSON.stringify(document)) as OpenAPIV3.Document;
}

test.each(BREAKING)('tells when %s', (_what, change, told) => {
  expect(breakingChanges(DOCUMENTS.v1, changed(change)).join('\n')).toContain(told);
});

test.each(HARMLESS)('lets pass %s', (_what, change) => {
  expect(breakingChanges(DOCUMENTS.v1, changed(change))).toEqual([]);
});

test('tells when a body may not have other properties any more', () => {
  const open = changed(['components schemas Deletion additionalProperties', undefined]);
  expect(breakingChanges(open, DOCUMENTS.v1)).toEqual([
    'schemas/Deletion: additionalProperties was absent, is false',
  ]);
});

test('tells a change once that is used in many places', () => {
  const document = changed(['components schemas Problem properties detail type', 'object']);
  expect(breakingChanges(DOCUMENTS.v1, document)).toEqual([
    'schemas/Problem.detail: type was "string", is "object"',
  ]);
});

test('says of a reference that leads nowhere which one', () => {
  const document = changed(['components schemas Key', undefined]);
  expect(() => breakingChanges(DOCUMENTS.v1, document)).toThrow(
    '$ref is #/components/schemas/Key, which is not in the document; name a part of it',
  );
});
