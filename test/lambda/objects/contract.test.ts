import { DOCUMENTS } from '../../../api/documents';
import { contractOf } from '../../../lambda/objects/contract';

const document = DOCUMENTS.v2;
const contracts = Object.values(document.paths).flatMap((item = {}) =>
  (['get', 'head', 'put', 'post', 'delete'] as const).flatMap((method) => {
    const operation = item[method];
    return operation ? [contractOf(document, operation, item.parameters)] : [];
  }),
);

/** A schema and those of its members and items. */
function withInner(schema: unknown): unknown[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties = {}, items } = schema as { properties?: object; items?: unknown };
  return [schema, ...Object.values(properties).flatMap(withInner), ...withInner(items)];
}

test('finds words in the document for whatever may be wrong with a request', () => {
  const schemas = contracts.flatMap(({ parameters, allowsBody }) => [
    ...parameters.flatMap(({ schema }) => withInner(schema)),
    ...withInner(allowsBody?.schema),
  ]);
  expect(schemas.length).toBeGreaterThan(10);
  for (const schema of schemas) {
    expect(schema).toHaveProperty('description', expect.stringMatching(/^[A-Z1].*\.$/));
  }
});

test('fills in what a request leaves out and has a default', () => {
  const [list] = contracts;
  const values = {};
  expect(list?.allowsParameters(values)).toBe(true);
  expect(values).toEqual({ limit: 100 });
});
