import { OpenAPIV3 } from 'openapi-types';
import { isDeepStrictEqual } from 'node:util';
import {
  type Answer,
  type Content,
  inlinePaths,
  type Operation,
  type Parameter,
  type Path,
} from './inline';
import { type Direction, schemaChanges } from './schema-changes';

/**
 * Every change between two documents that can break a caller who relies on the first: each with its
 * place. Texts, new operations, new optional parameters, new properties of answers and new errors break
 * nobody; a new successful status does, because no caller knows it.
 */
export function breakingChanges(released: OpenAPIV3.Document, next: OpenAPIV3.Document): string[] {
  const nextPaths = inlinePaths(next);
  const changes = Object.entries(inlinePaths(released)).flatMap(([path, was]) => {
    const is = nextPaths[path];
    if (is === undefined) return [`${path} is gone`];
    return Object.values(OpenAPIV3.HttpMethods).flatMap((method) => {
      const at = `${method.toUpperCase()} ${path}`;
      const [before, after] = [was[method], is[method]];
      if (before === undefined) return [];
      if (after === undefined) return [`${at} is gone`];
      return [
        ...securityChanges(signing(released, before), signing(next, after), at),
        ...parameterChanges(parametersOf(was, before), parametersOf(is, after), at),
        ...bodyChanges(before, after, at),
        ...answerChanges(before.responses, after.responses, at),
      ];
    });
  });
  return [...new Set([...infoChanges(released, next), ...changes])];
}

function infoChanges(released: OpenAPIV3.Document, next: OpenAPIV3.Document): string[] {
  const gone = (released.servers ?? []).filter(
    ({ url }) => !next.servers?.some((other) => other.url === url),
  );
  const sunset = ({ info }: OpenAPIV3.Document) => (info as { 'x-sunset'?: string })['x-sunset'];
  const [was, is] = [sunset(released), sunset(next)];
  const earlier = was !== undefined && is !== undefined && Date.parse(is) < Date.parse(was);
  return [
    ...gone.map(({ url }) => `server ${url} is gone`),
    ...(earlier ? [`info.x-sunset was ${was}, is ${is}`] : []),
  ];
}

/** Each way in which an operation may be called, with what its schemes say. */
function signing(document: OpenAPIV3.Document, { security = document.security }: Operation) {
  const schemes = document.components?.securitySchemes ?? {};
  return (security ?? []).map((way) =>
    Object.entries(way).map(([name, scopes]) => {
      return { ...schemes[name], description: undefined, scopes };
    }),
  );
}

function securityChanges(was: readonly unknown[], is: readonly unknown[], at: string): string[] {
  const open = is.length === 0;
  const kept = was.every((way) => is.some((other) => isDeepStrictEqual(way, other)));
  return open || (kept && was.length > 0) ? [] : [`${at}: who may call it, and how, has changed`];
}

const titleOf = ({ in: place, name }: Parameter) =>
  `${place} ${place === 'header' ? name.toLowerCase() : name}`;

/** The parameters of an operation: its own, and those of its path that it does not replace. */
function parametersOf(path: Path, operation: Operation): Map<string, Parameter> {
  const all = [...(path.parameters ?? []), ...(operation.parameters ?? [])];
  return new Map(all.map((parameter) => [titleOf(parameter), parameter]));
}

function parameterChanges(
  released: Map<string, Parameter>,
  next: Map<string, Parameter>,
  at: string,
): string[] {
  const demanded = [...next].filter(
    ([title, { required }]) => required === true && released.get(title)?.required !== true,
  );
  return [
    ...demanded.map(([title]) => `${at}: ${title} must now be there`),
    ...[...released].flatMap(([title, was]) => {
      const is = next.get(title);
      if (is === undefined) return [`${at}: ${title} is gone`];
      return schemaChanges(was.schema, is.schema, 'sent', was['x-name'] ?? `${at}: ${title}`);
    }),
  ];
}

function bodyChanges(was: Operation, is: Operation, at: string): string[] {
  const demanded = is.requestBody?.required === true && was.requestBody?.required !== true;
  return [
    ...(demanded ? [`${at}: a body must now be there`] : []),
    ...contentChanges(was.requestBody?.content, is.requestBody?.content, 'sent', at),
  ];
}

function answerChanges(
  released: Operation['responses'],
  next: Operation['responses'],
  at: string,
): string[] {
  const unknown = Object.keys(next).filter((status) => status < '4' && !(status in released));
  return [
    ...unknown.map((status) => `${at}: ${status} is a new success`),
    ...Object.entries(released).flatMap(([status, was]) => {
      const is = next[status];
      if (is === undefined) return [`${at}: ${status} is gone`];
      const place = was['x-name'] ?? `${at}: ${status}`;
      return [
        ...headerChanges(was, is, place),
        ...contentChanges(was.content, is.content, 'received', place),
      ];
    }),
  ];
}

function headerChanges(released: Answer, next: Answer, at: string): string[] {
  return Object.entries(released.headers ?? {}).flatMap(([name, was]) => {
    const is = next.headers?.[name];
    if (is === undefined) return [`${at} ${name} is gone`];
    const place = was['x-name'] ?? `${at} ${name}`;
    const optional = was.required === true && is.required !== true;
    return [
      ...(optional ? [`${place} may now be absent`] : []),
      ...schemaChanges(was.schema, is.schema, 'received', place),
    ];
  });
}

function contentChanges(
  released: Content = {},
  next: Content = {},
  direction: Direction,
  at: string,
): string[] {
  return Object.entries(released).flatMap(([type, was]) => {
    const is = next[type];
    if (is === undefined) return [`${at} ${type} is gone`];
    return schemaChanges(was.schema ?? {}, is.schema ?? {}, direction, `${at} ${type}`);
  });
}
