import Ajv from 'ajv';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { DOCUMENTS, type Version } from '../../api/documents';
import { inlinePaths, type Operation } from './inline';

const api = resolve(__dirname, '../../api');
const validator = require.resolve('@seriousme/openapi-schema-validator/bin/validate-api-cli.js');
const versions = Object.keys(DOCUMENTS) as Version[];

/** What OpenAPI's own schema says of a file; the validator is an ECMAScript module, so it is called. */
const validate = (file: string) => promisify(execFile)(process.execPath, [validator, file]);

/** The operations of a document by method and path. */
function operationsOf(version: Version): [string, Operation][] {
  return Object.entries(inlinePaths(DOCUMENTS[version])).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => method !== 'parameters')
      .map(([method, operation]): [string, Operation] => [
        `${method} ${path}`,
        operation as Operation,
      ]),
  );
}

/** Where two values differ; what is absent is as good as empty. */
function differences(a: unknown, b: unknown, at = ''): string[] {
  if (JSON.stringify(a) === JSON.stringify(b)) return [];
  const parts = [a, b].filter((value) => typeof value === 'object' && value !== null);
  if (parts.length === 0 || (parts.length === 1 && a !== undefined && b !== undefined)) return [at];
  const [left, right] = [a ?? {}, b ?? {}] as Record<string, unknown>[];
  const names = new Set([...Object.keys(left ?? {}), ...Object.keys(right ?? {})]);
  return [...names].flatMap((name) => differences(left?.[name], right?.[name], `${at} ${name}`));
}

describe.each(versions)('%s', (version) => {
  const document = DOCUMENTS[version];
  const operations = operationsOf(version);

  test('is valid by the schema of OpenAPI', async () => {
    await expect(validate(join(api, `${version}.json`))).resolves.toBeDefined();
  });

  test('uses each of its components, and none that it has not', () => {
    const used = JSON.stringify(document).match(/(?<="\$ref":"#\/components\/)[^"]+/g);
    const { securitySchemes, ...components } = document.components ?? {};
    const defined = Object.entries(components).flatMap(([kind, named]) =>
      Object.keys(named).map((name) => `${kind}/${name}`),
    );
    expect([...new Set(used)].sort()).toEqual(defined.sort());
    expect(Object.keys(securitySchemes ?? {})).toEqual(document.security?.flatMap(Object.keys));
  });

  test('names each operation once', () => {
    const names = operations.map(([, operation]) => operation.operationId);
    expect(names.length).toBeGreaterThan(7);
    expect(new Set(names).size).toBe(names.length);
    expect(names).not.toContain(undefined);
  });

  test('says of each operation how the gateway may refuse it', () => {
    const silent = operations.flatMap(([name, { responses }]) =>
      ['400', '403', '429', '500', '504']
        .filter((status) => !(status in responses))
        .map((status) => `${name} ${status}`),
    );
    expect(silent).toEqual([]);
  });

  test('has no schema that a strict validator does not understand', () => {
    const formats = { binary: true, 'date-time': true, uri: true, 'uri-reference': true } as const;
    const ajv = new Ajv({ strict: true, formats });
    ajv.addKeyword('x-name');
    const schemas = operations.flatMap(([, { parameters = [], requestBody, responses }]) => [
      ...parameters.map(({ schema }) => schema),
      ...[requestBody ?? {}, ...Object.values(responses)].flatMap(({ content = {} }) =>
        Object.values(content).map(({ schema }) => schema),
      ),
      ...Object.values(responses).flatMap(({ headers = {} }) =>
        Object.values(headers).map(({ schema }) => schema),
      ),
    ]);
    expect(schemas.length).toBeGreaterThan(50);
    for (const schema of schemas) {
      expect(() => ajv.compile(schema ?? false)).not.toThrow();
    }
  });
});

test('notices a keyword that OpenAPI does not know', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'plinth-'));
  const file = join(folder, 'v1.json');
  writeFileSync(file, JSON.stringify({ ...DOCUMENTS.v1, path: {} }));
  const told = expect.stringContaining('"additionalProperty": "path"') as string;
  await expect(validate(file)).rejects.toMatchObject({ stdout: told });
  rmSync(folder, { recursive: true });
});

test('says of each answer of v1 that is no error that the version is deprecated', () => {
  const silent = operationsOf('v1').flatMap(([name, { deprecated, responses }]) =>
    Object.entries(responses)
      .filter(([status]) => status < '4')
      .filter(([, { headers = {} }]) => !('Deprecation' in headers && 'Sunset' in headers))
      .map(([status]) => `${name} ${status}`)
      .concat(deprecated === true ? [] : [name]),
  );
  expect(silent).toEqual([]);
});

test('gives v2 one difference from v1, beside the deprecation: where the next page is', () => {
  const deprecation = /(^ info .*| deprecated|headers (Deprecation|Sunset)( .*)?)$/;
  const found = differences(DOCUMENTS.v1, DOCUMENTS.v2);
  expect(found.filter((place) => !deprecation.test(place))).toEqual([
    ' components parameters Cursor description',
    ' components schemas ObjectPage properties cursor type',
    ' components schemas ObjectPage properties cursor description',
    ' components schemas ObjectPage properties next type',
    ' components schemas ObjectPage properties next format',
    ' components schemas ObjectPage properties next description',
  ]);
});
