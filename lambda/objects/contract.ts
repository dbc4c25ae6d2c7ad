import { Ajv, type ValidateFunction } from 'ajv';
import type { OpenAPIV3 } from 'openapi-types';

import { target } from '../../api/reference';

/** The parameters of the API, as its documents type them; an operation has those that it names there. */
export interface Parameters {
  readonly key: string;
  readonly prefix?: string;
  readonly limit: number;
  readonly cursor?: string;
  readonly 'If-Match'?: string;
  readonly 'If-None-Match'?: string;
}

/** The JSON body of the API: the keys to delete. */
export interface Deletion {
  readonly keys: readonly string[];
}

/** What a document asks of the requests of one operation. */
export interface Contract {
  readonly parameters: readonly OpenAPIV3.ParameterObject[];

  /** Holds the parameters, by name, to their schemas, and fills in those that have a default. */
  readonly allowsParameters: ValidateFunction<Parameters>;

  /** Holds a JSON body to its schema; undefined where there is none to hold. */
  readonly allowsBody: ValidateFunction<Deletion> | undefined;
}

/**
 * The contract of an operation, which takes milliseconds to make.
 *
 * @param shared the parameters of all operations of the same path
 */
export function contractOf(
  document: OpenAPIV3.Document,
  operation: OpenAPIV3.OperationObject,
  shared: OpenAPIV3.PathItemObject['parameters'] = [],
): Contract {
  const ask = resolve(document, {
    parameters: [...shared, ...(operation.parameters ?? [])],
    requestBody: operation.requestBody,
  }) as Ask;
  const { parameters } = ask;
  const body = ask.requestBody?.content['application/json']?.schema;
  const properties = Object.fromEntries(parameters.map(({ name, schema }) => [name, schema]));
  const required = parameters.filter((one) => one.required).map(({ name }) => name);
  return {
    parameters,
    allowsParameters: ajv.compile<Parameters>({ type: 'object', properties, required }),
    allowsBody: body && ajv.compile<Deletion>(body),
  };
}

/** The parts of an operation that a request must meet, once their references are resolved. */
interface Ask {
  readonly parameters: readonly OpenAPIV3.ParameterObject[];
  readonly requestBody?: OpenAPIV3.RequestBodyObject;
}

/** The schemas are OpenAPI's, of which ajv has no schema; code that runs once need not be optimized. */
const ajv = new Ajv({
  allErrors: true,
  verbose: true,
  useDefaults: true,
  meta: false,
  validateSchema: false,
  code: { optimize: false },
});

// S3 counts bytes of UTF-8, which half of a surrogate pair does not have.
ajv.removeKeyword('maxLength').addKeyword({
  keyword: 'maxLength',
  type: 'string',
  validate: (most: number, text: string) =>
    Buffer.byteLength(text) <= most && !/\p{Surrogate}/u.test(text),
});

/**
 * A copy in which what a reference names stands in its place.
 *
 * @throws Error when a reference leads nowhere, or to what it is part of
 */
function resolve(
  document: OpenAPIV3.Document,
  node: unknown,
  within: readonly string[] = [],
): unknown {
  if (Array.isArray(node)) return node.map((item) => resolve(document, item, within));
  if (typeof node !== 'object' || node === null) return node;
  if ('$ref' in node && typeof node.$ref === 'string') {
    const { $ref } = node;
    if (within.includes($ref)) {
      throw new Error(`$ref is ${$ref}, within which it is; leave the recursion out`);
    }
    return resolve(document, target(document, $ref), [...within, $ref]);
  }
  return Object.fromEntries(
    Object.entries(node).map(([name, value]) => [name, resolve(document, value, within)]),
  );
}
