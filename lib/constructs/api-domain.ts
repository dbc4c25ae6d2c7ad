import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { ApiGatewayDomain } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';

/** Properties for {@link ApiDomain}. */
export interface ApiDomainProps {
  /** The API; its one stage is what the domain leads to. It has to be made in the same app. */
  readonly api: apigateway.IRestApi;

  /** The name, for example `api.example.com`. */
  readonly domainName: string;

  /** The certificate of that name, in the Region of the API. */
  readonly certificate: acm.ICertificate;

  /**
   * The hosted zone that gets a record of the name.
   *
   * @default - none: whoever holds the zone makes it an alias of `domain.domainNameAliasDomainName`
   */
  readonly hostedZone?: route53.IHostedZone;
}

/**
 * A name of one's own for a REST API, TLS 1.3 only, and the only one: the address that API Gateway gave is
 * closed. The path begins with the name of the stage, as it did there.
 *
 * @throws Error when the API is an imported one
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains.html
 */
export class ApiDomain extends Construct {
  /** The domain, as an alias record needs it. */
  public readonly domain: apigateway.IDomainName;

  /** Where the stage is called. */
  public readonly url: string;

  public constructor(scope: Construct, id: string, props: ApiDomainProps) {
    super(scope, id);
    const { api, domainName } = props;
    const resource = api.node.defaultChild;
    if (!(resource instanceof apigateway.CfnRestApi)) {
      throw new Error(`api ${api.node.path} is imported; give the one that makes it`);
    }
    // Otherwise the TLS policy of the domain is only for those who wish it.
    resource.disableExecuteApiEndpoint = true;

    const stage = api.deploymentStage;
    this.domain = new apigateway.DomainName(this, 'Resource', {
      domainName,
      certificate: props.certificate,
      endpointType: apigateway.EndpointType.REGIONAL,
      securityPolicy: apigateway.SecurityPolicy.TLS13_1_3_2025_09,
      endpointAccessMode: apigateway.EndpointAccessMode.STRICT,
    });
    new apigateway.BasePathMapping(this, 'Mapping', {
      domainName: this.domain,
      restApi: api,
      stage,
      basePath: stage.stageName,
    });
    if (props.hostedZone) {
      new route53.ARecord(this, 'Record', {
        zone: props.hostedZone,
        // A dot at the end: the name is whole and not below the zone.
        recordName: `${domainName}.`,
        target: route53.RecordTarget.fromAlias(new ApiGatewayDomain(this.domain)),
      });
    }
    this.url = `https://${domainName}/${stage.stageName}/`;
  }
}
