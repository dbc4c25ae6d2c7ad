import type { OpenAPIV3 } from 'openapi-types';
import { isDeepStrictEqual } from 'node:util';
import { target } from '../reference';

type Node = Readonly<Record<string, unknown>>;

/** What may change in one kind of object; whatever is not named here must stay as it is. */
interface Kind {
  /** Members that only explain. */
  readonly texts?: readonly string[];

  /** Members that are objects, or lists of objects, with a kind of their own. */
  readonly parts?: Readonly<Record<string, Kind>>;

  /** The kind of every member, where members are names and not keywords. */
  readonly each?: Kind;

  /** Whether a member may be added, by its name. */
  readonly adds?: (name: string) => boolean;

  /** Whether it is a list of parameters, which has no order and takes optional ones. */
  readonly parameters?: boolean;

  /** Whether it is a list without an order. */
  readonly set?: boolean;
}

const any = () => true;
const SCHEMA_TEXTS = ['title', 'description', 'example', 'externalDocs', 'deprecated'];

// Below a combination an addition may take a value away, so texts alone change there.
const frozen: Kind = { texts: SCHEMA_TEXTS };
const ALTERNATIVES: Readonly<Record<string, Kind>> = {
  ...Object.fromEntries(
    ['allOf', 'anyOf', 'oneOf', 'not', 'additionalProperties'].map((name) => [name, frozen]),
  ),
  required: { set: true },
  enum: { set: true },
};
const schema: Kind & { parts: Record<string, Kind> } = {
  texts: SCHEMA_TEXTS,
  parts: { ...ALTERNATIVES },
};
Object.assign(schema.parts, { items: schema, properties: { each: schema, adds: any } });
Object.assign(frozen, { parts: { ...ALTERNATIVES, items: frozen, properties: { each: frozen } } });

const EXAMPLES = ['description', 'example', 'examples', 'deprecated'];
const media: Kind = { texts: EXAMPLES, parts: { schema } };
const parameter: Kind = { texts: EXAMPLES, parts: { schema, content: { each: media } } };
const headers: Kind = { each: parameter, adds: any };
const response: Kind = { texts: ['description'], parts: { headers, content: { each: media } } };
const body: Kind = { texts: ['description'], parts: { content: { each: media, adds: any } } };
const parameters: Kind = { each: parameter, parameters: true };
const TEXTS = ['summary', 'description', 'externalDocs', 'tags', 'deprecated'];
const operation: Kind = {
  texts: TEXTS,
  parts: {
    parameters,
    requestBody: body,
    responses: { each: response, adds: (status) => /^[45]/.test(status) },
  },
};
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
const path: Kind = {
  texts: TEXTS,
  parts: Object.fromEntries(METHODS.map((method) => [method, operation])),
  adds: (name) => METHODS.includes(name),
};
const named = (each: Kind): Kind => ({ each, adds: any });
const openapi: Kind = {
  texts: ['tags', 'externalDocs'],
  parts: {
    info: { texts: ['title', 'description', 'version', 'contact', 'x-deprecation'] },
    paths: named(path),
    components: {
      parts: {
        schemas: named(schema),
        responses: named(response),
        parameters: named(parameter),
        headers: named(parameter),
        requestBodies: named(body),
        securitySchemes: named({ texts: ['description'] }),
      },
      adds: any,
    },
  },
};

/**
 * Every place where a document is not the released one with something added, in its own words. It knows
 * where things may be added and what is a text; of anything else it only sees whether it is the same.
 */
export function notAdditions(released: OpenAPIV3.Document, next: OpenAPIV3.Document): string[] {
  const compare = (was: unknown, is: unknown, kind: Kind | undefined, at: string): string[] => {
    if (isDeepStrictEqual(was, is)) return [];
    if (kind && Array.isArray(was) && Array.isArray(is)) return compareLists(was, is, kind, at);
    const same = isNode(was) && isNode(is) && !('$ref' in was) && !('$ref' in is);
    if (!kind || !same) return [`${at} was ${show(was)}, is ${show(is)}`];
    return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((name) => {
      const here = `${at} ${name}`.trim();
      const part = kind.each ?? own(kind.parts, name);
      if (kind.texts?.includes(name)) return [];
      if (!Object.hasOwn(was, name)) {
        // Where nothing but additions could follow, a first one is no different.
        if (!kind.each && part?.adds && isNode(is[name])) return compare({}, is[name], part, here);
        return kind.adds?.(name) ? [] : [`${here} is new: ${show(is[name])}`];
      }
      if (!Object.hasOwn(is, name)) return [`${here} is gone`];
      return compare(was[name], is[name], part, here);
    });
  };

  const compareLists = (
    was: readonly unknown[],
    is: readonly unknown[],
    kind: Kind,
    at: string,
  ): string[] => {
    if (kind.set && isDeepStrictEqual(new Set(was), new Set(is))) return [];
    if (!kind.parameters) {
      if (was.length !== is.length) return [`${at} was ${show(was)}, is ${show(is)}`];
      return was.flatMap((one, index) => compare(one, is[index], kind, `${at} ${String(index)}`));
    }
    const kept = new Map(is.map((one) => [titleOf(next, one), one]));
    const titles = was.map((one) => titleOf(released, one));
    return [
      ...was.flatMap((one, index) => {
        const title = titles[index] ?? '';
        if (!kept.has(title)) return [`${at} ${title} is gone`];
        return compare(one, kept.get(title), kind.each, `${at} ${title}`);
      }),
      ...[...kept]
        .filter(([title, one]) => !titles.includes(title) && resolved(next, one).required === true)
        .map(([title]) => `${at} ${title} is new and required`),
    ];
  };

  return compare(spread(released), spread(next), openapi, '');
}

/** The document with what a path says of parameters in each of its operations, as OpenAPI means it. */
function spread(document: OpenAPIV3.Document): Node {
  const paths = Object.entries(document.paths).map(([name, item = {}]) => {
    const { parameters: shared = [], ...rest } = item;
    const members = Object.entries(rest).map(([key, value]): [string, unknown] => {
      if (!METHODS.includes(key) || !isNode(value)) return [key, value];
      const all = [...shared, ...((value.parameters ?? []) as object[])];
      return [
        key,
        { ...value, parameters: [...new Map(all.map((p) => [titleOf(document, p), p])).values()] },
      ];
    });
    return [name, Object.fromEntries(members)];
  });
  return { ...document, paths: Object.fromEntries(paths) as unknown };
}

/** What tells a parameter from the others of its operation. */
function titleOf(document: OpenAPIV3.Document, one: unknown): string {
  const { in: place, name } = resolved(document, one);
  return `${String(place)} ${place === 'header' ? String(name).toLowerCase() : String(name)}`;
}

function resolved(document: OpenAPIV3.Document, one: unknown): Node {
  return (isNode(one) && typeof one.$ref === 'string' ? target(document, one.$ref) : one) as Node;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own<T>(record: Readonly<Record<string, T>> = {}, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function show(value: unknown): string {
  return value === undefined ? 'absent' : JSON.stringify(value);
}
