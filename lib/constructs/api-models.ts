import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import type { OpenAPIV3 } from 'openapi-types';
import { COMPONENTS, draft4Schema, type Schema } from './draft4-schema';

/**
 * The schemas of OpenAPI documents as models of one API, each made when it is first asked for. In a deploy, one is made
 * after the other: API Gateway throttles those who make many at once.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
 */
export class ApiModels extends Construct {
  private readonly models = new Map<string, apigateway.IModel>();

  /** The model that was made last. */
  private last?: apigateway.Model;

  public constructor(private readonly restApi: apigateway.RestApi) {
    super(restApi, 'Models');
  }

  /**
   * The model of a schema.
   *
   * @param basePath of the document: all documents of an API share the names
   * @param role names a schema that is no component of the document
   * @throws when a model cannot say what the schema says, with every problem
   */
  public modelOf(
    basePath: string,
    document: OpenAPIV3.Document,
    schema: Schema,
    role: string,
  ): apigateway.IModel {
    const named = '$ref' in schema ? schema.$ref.replace(COMPONENTS, '') : role;
    const known = this.models.get(`${basePath} ${named}`);
    if (known) return known;
    // API Gateway takes letters and digits.
    const modelName = pascal(basePath) + pascal(named);
    const model = new apigateway.Model(this, modelName, {
      restApi: this.restApi,
      modelName,
      contentType: 'application/json',
      schema: draft4Schema(document, schema, named),
    });
    if (this.last) model.node.addDependency(this.last);
    this.last = model;
    this.models.set(`${basePath} ${named}`, model);
    return model;
  }
}

function pascal(name: string): string {
  return name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
