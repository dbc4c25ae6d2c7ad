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
  private readonly models = new Map<
    string,
    { model: apigateway.IModel; json: string; of: string }
  >();

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
   * @throws when a model cannot say what the schema says, with every problem, and when API Gateway would take
   * its name for that of another schema
   */
  public modelOf(
    basePath: string,
    document: OpenAPIV3.Document,
    schema: Schema,
    role: string,
  ): apigateway.IModel {
    const named = '$ref' in schema ? schema.$ref.replace(COMPONENTS, '') : role;
    const of = `schema "${named}" of ${basePath}`;
    // API Gateway takes letters and digits.
    const modelName = pascal(basePath) + pascal(named);
    const converted = draft4Schema(document, schema, named);
    const json = JSON.stringify(converted);
    const known = this.models.get(modelName);
    if (known?.json === json) return known.model;
    if (known) {
      throw new Error(
        `${of} and ${known.of} differ but would both be the model ${modelName}, because names of models are letters and digits; rename one of them`,
      );
    }
    const model = new apigateway.Model(this, modelName, {
      restApi: this.restApi,
      modelName,
      contentType: 'application/json',
      schema: converted,
    });
    if (this.last) model.node.addDependency(this.last);
    this.last = model;
    this.models.set(modelName, { model, json, of });
    return model;
  }
}

function pascal(name: string): string {
  return name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
