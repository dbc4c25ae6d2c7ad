import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { OpenAPIV3 } from 'openapi-types';
import type { ApiModels } from './api-models';
import { isReference, lookUp } from './api-reference';

/** What a method is told of its requests and responses. */
export type MethodContract = Pick<
  apigateway.MethodOptions,
  'requestParameters' | 'requestModels' | 'methodResponses'
>;

type Referable<T> = T | OpenAPIV3.ReferenceObject;
type Content = Readonly<Record<string, OpenAPIV3.MediaTypeObject>>;

/** Where API Gateway looks for a parameter; cookies it cannot ask for. */
const PLACES: Readonly<Record<string, string>> = {
  path: 'path',
  query: 'querystring',
  header: 'header',
};

/** What API Gateway takes for the name of a parameter or a header. */
const NAME = /^[\w.:$-]+$/;

const JSON_TYPE = /^application\/([\w.-]+\+)?json$/;

/**
 * What the OpenAPI document of a base path promises, as the methods of an API are told it. A document
 * describes a path without its base path, and without the `+` that is API Gateway's own.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
export class ApiContract {
  private readonly operations: ReadonlyMap<string, OpenAPIV3.OperationObject>;
  private readonly unanswered: Set<string>;

  /** @throws when the document is none of OpenAPI 3.0 */
  public constructor(
    private readonly models: ApiModels,
    private readonly basePath: string,
    private readonly document: OpenAPIV3.Document,
  ) {
    if (!/^3\.0\.\d+$/.test(document.openapi)) {
      throw new Error(
        `the document of ${basePath} says openapi "${document.openapi}", whose schemas a model of API Gateway cannot say; write it in OpenAPI 3.0, such as 3.0.3`,
      );
    }
    this.operations = new Map(
      Object.entries(document.paths).flatMap(([path, item = {}]) =>
        Object.values(OpenAPIV3.HttpMethods).flatMap((method) => {
          const operation = item[method];
          if (!operation) return [];
          // What an operation says of a parameter stands instead of what its path says.
          const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])];
          return [[`${method.toUpperCase()} /${basePath}${path}`, { ...operation, parameters }]];
        }),
      ),
    );
    this.unanswered = new Set(this.operations.keys());
  }

  /** The operations that the document describes and that no method was asked about. */
  public get problems(): string[] {
    return [...this.unanswered].map(
      (route) =>
        `${route} is in the OpenAPI document of ${this.basePath} but nothing answers it; add the route, or remove it there`,
    );
  }

  /**
   * What each of the methods of a path is told.
   *
   * @param path with its base path, for example `/v1/objects/{key+}`
   * @throws when the document does not describe one of them, or a model cannot say it, with every problem
   */
  public describe(path: string, methods: readonly string[]): Map<string, MethodContract> {
    const problems: string[] = [];
    const contracts = new Map<string, MethodContract>();
    for (const method of methods) {
      const route = `${method} ${path.replaceAll('+}', '}')}`;
      const operation = this.operations.get(route);
      if (operation) contracts.set(method, this.contractOf(route, operation, problems));
      else {
        problems.push(
          `${method} ${path} is not in the OpenAPI document of ${this.basePath}; describe it there`,
        );
      }
      this.unanswered.delete(route);
    }
    if (problems.length > 0) throw new Error(problems.join('; '));
    return contracts;
  }

  private contractOf(
    route: string,
    operation: Partial<OpenAPIV3.OperationObject>,
    problems: string[],
  ): MethodContract {
    const { operationId = route, parameters = [], requestBody, responses } = operation;
    const content = requestBody && this.resolve(requestBody).content;
    const nameOf = (name: string): string => {
      if (!NAME.test(name)) {
        problems.push(
          `${route} has the parameter or header "${name}", which API Gateway refuses; use letters, digits and . _ : $ - alone`,
        );
      }
      return name;
    };
    if (!responses) problems.push(`${route} has no responses; describe one at least`);
    return {
      requestParameters: Object.fromEntries(
        parameters
          .map((parameter) => this.resolve(parameter))
          .filter(({ in: place }) => place in PLACES)
          .map(({ name, in: place, required = false }) => [
            `method.request.${PLACES[place] ?? ''}.${nameOf(name)}`,
            required,
          ]),
      ),
      requestModels: this.modelsOf(content, `${operationId}Request`),
      // It knows single statuses only, no `default` and no `4XX`.
      methodResponses: Object.entries(responses ?? {})
        .filter(([statusCode]) => /^\d{3}$/.test(statusCode))
        .map(([statusCode, referable]) => {
          const response = this.resolve(referable);
          return {
            statusCode,
            responseModels: this.modelsOf(response.content, `${operationId}${statusCode}`),
            responseParameters: Object.fromEntries(
              Object.entries(response.headers ?? {}).map(([name, header]) => [
                `method.response.header.${nameOf(name)}`,
                this.resolve(header).required ?? false,
              ]),
            ),
          };
        }),
    };
  }

  /** Only JSON has models: of bytes there is nothing to say. Each media type has that of its own schema. */
  private modelsOf(content: Content = {}, role: string): Record<string, apigateway.IModel> {
    return Object.fromEntries(
      Object.entries(content)
        .filter(([mediaType]) => JSON_TYPE.test(mediaType))
        .flatMap(([mediaType, { schema }], index) => {
          if (!schema) return [];
          const named = index === 0 ? role : `${role} ${mediaType}`;
          return [[mediaType, this.models.modelOf(this.basePath, this.document, schema, named)]];
        }),
    );
  }

  private resolve<T extends object>(value: Referable<T>): T {
    const followed: string[] = [];
    let found: unknown = value;
    while (isReference(found)) {
      const { $ref } = found;
      found = followed.includes($ref) ? undefined : lookUp(this.document, $ref);
      followed.push($ref);
      if (typeof found !== 'object' || found === null) {
        throw new Error(
          `the OpenAPI document of ${this.basePath} has $ref "${$ref}", which leads nowhere; name what is there`,
        );
      }
    }
    return found as T;
  }
}
