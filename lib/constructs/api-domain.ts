import { Stack, Token } from 'aws-cdk-lib/core';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { ApiGatewayDomain } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import { defaultChild } from './default-child';
import { checkStage } from './own-stage';
import { Problems } from './problems';
import { isDomainName } from './web-names';

/** Properties for {@link ApiDomain}. */
export interface ApiDomainProps {
  /** The API, made in this app with a `REGIONAL` endpoint; its one stage is what the domain leads to. */
  readonly api: apigateway.IRestApi;

  /** The name in lower case, for example `api.example.com`. */
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
 * @throws when API Gateway would refuse a property, with every problem
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
    const resource = requireUsable(this, props);
    // Otherwise the TLS policy is only for those who wish it: that of the domain does not apply there, and
    // the handshake with the domain follows the policy of the API.
    resource.disableExecuteApiEndpoint = true;
    resource.securityPolicy = apigateway.SecurityPolicy.TLS13_1_3_2025_09;
    resource.endpointAccessMode = apigateway.EndpointAccessMode.STRICT;

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

function requireUsable(owner: Construct, props: ApiDomainProps): apigateway.CfnRestApi {
  const { api, domainName, certificate, hostedZone } = props;
  const problems = new Problems();
  checkStage(problems, api);
  const resource = api.node.defaultChild as apigateway.CfnRestApi | undefined;
  problems.check(
    'the endpoint of api',
    resource && endpointOf(resource),
    (type) => type === 'REGIONAL',
    'a regional domain leads to no other; make the API with endpointTypes [EndpointType.REGIONAL]',
  );
  problems.check(
    'domainName',
    domainName,
    isDomainName,
    'use a whole name in lower case, such as api.example.com',
  );
  if (!isOf(Stack.of(owner), certificate)) {
    problems.add(
      'certificate',
      certificate.certificateArn,
      'API Gateway takes one of ACM in the account and the Region of the API; request it there',
    );
  }
  problems.check(
    'hostedZone',
    hostedZone && zoneNameOf(hostedZone),
    (zone) => Token.isUnresolved(domainName) || `.${domainName}`.endsWith(`.${zone}`),
    'Route 53 takes no record of a name outside the zone; give the zone of domainName',
  );
  problems.throwIfAny();
  return defaultChild(api, apigateway.CfnRestApi);
}

/** What an API says of its endpoint; API Gateway makes it `EDGE` when it says nothing. */
function endpointOf(api: apigateway.CfnRestApi): string {
  const endpoint = api.endpointConfiguration;
  if (Token.isUnresolved(endpoint)) return Token.asString(endpoint);
  return endpoint && 'types' in endpoint ? (endpoint.types ?? []).join() : 'EDGE';
}

/** Whether a certificate is of ACM, in the account and the Region of a stack, as far as they are known. */
function isOf(stack: Stack, certificate: acm.ICertificate): boolean {
  const { certificateArn, env } = certificate;
  const [service, region, account] = certificateArn.startsWith('arn:')
    ? certificateArn.split(':').slice(2)
    : ['acm', env.region, env.account];
  const same = (a = '', b = '') => Token.isUnresolved(a) || Token.isUnresolved(b) || a === b;
  return (
    (Token.isUnresolved(certificateArn) || /:certificate\/.+/.test(certificateArn)) &&
    service === 'acm' &&
    same(region, stack.region) &&
    same(account, stack.account)
  );
}

/** A zone that is imported by its id alone does not know its name, and throws. */
function zoneNameOf(zone: route53.IHostedZone): string | undefined {
  try {
    return zone.zoneName;
  } catch {
    return undefined;
  }
}
