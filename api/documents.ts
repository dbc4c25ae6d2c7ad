import type { OpenAPIV3 } from 'openapi-types';
import v1 from './v1.json';
import v2 from './v2.json';

/** A version of the API; it begins every path, as in `/v1/objects`. */
export type Version = 'v1' | 'v2';

/**
 * What each version of the API promises. The models and validators of the REST API, the checks of the
 * function behind it and the document that callers read are made from these; a test holds the files to
 * OpenAPI's own schema.
 *
 * @see https://spec.openapis.org/oas/v3.0.3
 */
export const DOCUMENTS: Readonly<Record<Version, OpenAPIV3.Document>> = {
  v1: documentOf(v1),
  v2: documentOf(v2),
};

/** The type that TypeScript gives a JSON file is narrower than what OpenAPI allows there. */
function documentOf(json: object): OpenAPIV3.Document {
  return json as OpenAPIV3.Document;
}
