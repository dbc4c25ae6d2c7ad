import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { OpenAPIV3 } from 'openapi-types';
import type { ApiModels } from './api-models';

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

  public constructor(
    private readonly models: ApiModels,
    private readonly basePath: string,
    private readonly document: OpenAPIV3.Document,
  ) {
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
      if (operation) contracts.set(method, this.contractOf(operation));
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

  private contractOf(operation: OpenAPIV3.OperationObject): MethodContract {
    const { operationId = 'operation', parameters = [], requestBody, responses } = operation;
    const content = requestBody && this.resolve(requestBody).content;
    return {
      requestParameters: Object.fromEntries(
        parameters
          .map((parameter) => this.resolve(parameter))
          .filter(({ in: place }) => place in PLACES)
          .map(({ name, in: place, required = false }) => [
            `method.request.${PLACES[place] ?? ''}.${name}`,
            required,
          ]),
      ),
      requestModels: this.modelsOf(content, `${operationId}Request`),
      // It knows single statuses only, no `default` and no `4XX`.
      methodResponses: Object.entries(responses)
        .filter(([statusCode]) => /^\d{3}$/.test(statusCode))
        .map(([statusCode, referable]) => {
          const response = this.resolve(referable);
          return {
            statusCode,
            responseModels: this.modelsOf(response.content, `${operationId}${statusCode}`),
            responseParameters: Object.fromEntries(
              Object.entries(response.headers ?? {}).map(([name, header]) => [
                `method.response.header.${name}`,
                this.resolve(header).required ?? false,
              ]),
            ),
          };
        }),
    };
  }

  /** Only JSON has models: of bytes there is nothing to say. */
  private modelsOf(content: Content = {}, role: string): Record<string, apigateway.IModel> {
    return Object.fromEntries(
      Object.entries(content).flatMap(([mediaType, { schema }]) =>
        schema && JSON_TYPE.test(mediaType)
          ? [[mediaType, this.models.modelOf(this.basePath, this.document, schema, role)]]
          : [],
      ),
    );
  }

  private resolve<T extends object>(value: Referable<T>): T {
    if (!('$ref' in value)) return value;
    const [, ...names] = value.$ref.split('/');
    const found = names.reduce<unknown>(
      (within, name) => (within as Record<string, unknown> | undefined)?.[name],
      this.document,
    );
    if (found === undefined) {
      throw new Error(
        `the OpenAPI document of ${this.basePath} has $ref "${value.$ref}", which leads nowhere; name what is there`,
      );
    }
    return this.resolve(found as Referable<T>);
  }
}
