import type { OpenAPIV3 } from 'openapi-types';

import { DOCUMENTS } from '../../api/documents';
import { type Contract, contractOf } from './contract';
import { deleteObject } from './delete-object';
import { deleteObjects } from './delete-objects';
import { getDocument } from './get-document';
import { getObject, headObject } from './get-object';
import { listObjects } from './list-objects';
import type { Operation } from './operation';
import { Problem } from './problem';
import { putObject } from './put-object';

/** The operations, by the id that the documents give them. */
const operations = new Map<string | undefined, Operation>(
  Object.entries({
    listObjects,
    getObject,
    headObject,
    putObject,
    deleteObject,
    deleteObjects,
    getDocument,
  }),
);

const documents = new Map<string, OpenAPIV3.Document>(Object.entries(DOCUMENTS));

/** One operation of one version. */
export interface Route {
  readonly version: string;
  readonly document: OpenAPIV3.Document;
  readonly operation: Operation;

  /** What the document says that it may answer, by status. */
  readonly responses: OpenAPIV3.ResponsesObject;

  /** What a request must meet; made when the first one comes, since most starts need but one. */
  readonly contract: () => Contract;
}

/** The routes of every version, by resource of the API and method. */
const routes = new Map(
  [...documents].flatMap(([version, document]) =>
    Object.entries(document.paths).map(([path, item = {}]) => [
      // API Gateway writes a parameter that holds slashes with a plus.
      `/${version}${path.replace('{key}', '{key+}')}`,
      methodsOf(version, document, item),
    ]),
  ),
);

function methodsOf(
  version: string,
  document: OpenAPIV3.Document,
  item: OpenAPIV3.PathItemObject,
): Map<string, Route> {
  const methods = new Map<string, Route>();
  for (const method of ['get', 'head', 'put', 'post', 'delete'] as const) {
    const described = item[method];
    const operation = operations.get(described?.operationId);
    if (!described || !operation) continue;
    const { responses } = described;
    let made: Contract | undefined;
    const contract = () => (made ??= contractOf(document, described, item.parameters));
    methods.set(method.toUpperCase(), { version, document, operation, responses, contract });
  }
  return methods;
}

/** @throws Problem 404 for an unknown resource, 405 for an unknown method of a known one */
export function routeOf(resource: string, method: string): Route {
  const methods = routes.get(resource);
  if (!methods?.size) {
    throw new Problem(404, 'no such resource; GET /v2/openapi.json tells what there is');
  }
  const route = methods.get(method);
  if (route !== undefined) return route;
  const allow = [...methods.keys()].join(', ');
  throw new Problem(405, `${method} is not possible here; use ${allow}`, {
    headers: { Allow: allow },
  });
}

/** The document of the version that a resource belongs to, if there is one. */
export function documentOf(resource: string): OpenAPIV3.Document | undefined {
  return documents.get(resource.split('/')[1] ?? '');
}
