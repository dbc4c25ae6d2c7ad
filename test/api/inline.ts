import type { OpenAPIV3 } from 'openapi-types';
import { target } from '../../api/reference';

/** What may stand in the document once, to be referred to. */
interface Named {
  readonly 'x-name'?: string;
}

/** A schema, with what the tests read of it. */
interface Schema extends Named {
  readonly type?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly [keyword: string]: unknown;
}

/** A parameter, or a header of an answer. */
interface Parameter extends Named {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Schema;
}

/** Schemas by media type. */
type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

/** An answer. */
interface Answer extends Named {
  readonly headers?: Readonly<Record<string, Omit<Parameter, 'name' | 'in'>>>;
  readonly content?: Content;
}

/** One method of a path. */
export interface Operation {
  readonly operationId?: string;
  readonly deprecated?: boolean;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, Answer>>;
  readonly security?: OpenAPIV3.SecurityRequirementObject[];
}

/** A path: its methods, and what they share. */
type Path = { readonly parameters?: readonly Parameter[] } & Readonly<
  Partial<Record<OpenAPIV3.HttpMethods, Operation>>
>;

/**
 * The paths of a document with what each reference stands for in its place; `x-name` says where that
 * was, so that a change of it is named once and not wherever it is used.
 *
 * @throws Error when a reference leads nowhere
 */
export function inlinePaths(document: OpenAPIV3.Document): Readonly<Record<string, Path>> {
  const inline = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(inline);
    if (typeof node !== 'object' || node === null) return node;
    if ('$ref' in node && typeof node.$ref === 'string') {
      const name = node.$ref.replace(/^#\/(components\/)?/, '');
      return { ...(inline(target(document, node.$ref)) as object), 'x-name': name };
    }
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, inline(value)]));
  };
  return inline(document.paths) as Record<string, Path>;
}
