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

const METHODS = Object.values(OpenAPIV3.HttpMethods);

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
  private readonly unanswered: Set<string>;

  public constructor(
    private readonly models: ApiModels,
    private readonly basePath: string,
    private readonly document: OpenAPIV3.Document,
  ) {
    this.unanswered = new Set(
      Object.entries(document.paths).flatMap(([path, item]) =>
        METHODS.filter((method) => item?.[method]).map(
          (method) => `${method.toUpperCase()} /${basePath}${path}`,
        ),
      ),
    );
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
    const item = this.document.paths[this.documented(path).slice(this.basePath.length + 1)];
    const operationOf = (name: string) => {
      const method = METHODS.find((known) => known.toUpperCase() === name);
      return method && item?.[method];
    };
    const missing = methods.filter((method) => !operationOf(method));
    if (missing.length > 0) {
      throw new Error(
        missing
          .map(
            (method) =>
              `${method} ${path} is not in the OpenAPI document of ${this.basePath}; describe it there`,
          )
          .join('; '),
      );
    }
    return new Map(
      methods.map((method) => {
        this.unanswered.delete(`${method} ${this.documented(path)}`);
        return [method, this.contractOf(item ?? {}, operationOf(method))];
      }),
    );
  }

  private documented(path: string): string {
    return path.replaceAll('+}', '}');
  }

  private contractOf(
    item: OpenAPIV3.PathItemObject,
    operation: OpenAPIV3.OperationObject = { responses: {} },
  ): MethodContract {
    const { operationId = 'operation', parameters = [], requestBody, responses } = operation;
    // What an operation says of a parameter stands instead of what its path says.
    const asked = [...(item.parameters ?? []), ...parameters].map((one) => this.resolve(one));
    const content = requestBody && this.resolve(requestBody).content;
    return {
      requestParameters: Object.fromEntries(
        asked
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
