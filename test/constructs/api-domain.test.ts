import { Match, Template } from 'aws-cdk-lib/assertions';
import { Fn } from 'aws-cdk-lib/core';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { ApiDomain, type ApiDomainProps } from '../../lib/constructs/api-domain';
import { TestStack } from '../support/app';
import { first, testPromises } from '../support/promises';

const API = 'AWS::ApiGateway::RestApi';
const DEPLOYMENT = 'AWS::ApiGateway::Deployment';
const DOMAIN = 'AWS::ApiGateway::DomainName';
const MAPPING = 'AWS::ApiGateway::BasePathMapping';
const RECORD = 'AWS::Route53::RecordSet';

const certificateArn = 'arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d';

function makeApi(stack: TestStack): apigateway.RestApi {
  const api = new apigateway.RestApi(stack, 'Api', {
    deployOptions: { stageName: 'v1' },
    endpointTypes: [apigateway.EndpointType.REGIONAL],
  });
  api.root.addMethod('GET');
  return api;
}

function addDomain(stack: TestStack, api: apigateway.IRestApi, zoneName?: string): ApiDomain {
  return new ApiDomain(stack, 'Domain', {
    api,
    domainName: 'api.example.com',
    certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', certificateArn),
    hostedZone:
      zoneName === undefined
        ? undefined
        : route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', {
            hostedZoneId: 'Z0123456789',
            zoneName,
          }),
  });
}

function template(zoneName?: string): Template {
  const stack = new TestStack();
  addDomain(stack, makeApi(stack), zoneName);
  return Template.fromStack(stack);
}

testPromises(
  () => template('example.com'),
  [
    {
      promise: 'speaks TLS 1.3 only, with the certificate it is given',
      holds: (of) => {
        of.hasResourceProperties(DOMAIN, {
          DomainName: 'api.example.com',
          RegionalCertificateArn: certificateArn,
          EndpointConfiguration: { Types: ['REGIONAL'] },
          SecurityPolicy: 'SecurityPolicy_TLS13_1_3_2025_09',
          EndpointAccessMode: 'STRICT',
        });
      },
      mutant: (resources) => {
        first(resources, DOMAIN).SecurityPolicy = 'TLS_1_2';
      },
    },
    {
      promise: 'speaks TLS 1.3 only by the policy of the API too, which the handshake follows',
      holds: (of) => {
        of.hasResourceProperties(API, {
          SecurityPolicy: 'SecurityPolicy_TLS13_1_3_2025_09',
          EndpointAccessMode: 'STRICT',
        });
      },
      mutant: (resources) => {
        first(resources, API).SecurityPolicy = 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09';
      },
    },
    {
      promise: 'closes the address that API Gateway gave the API',
      holds: (of) => {
        of.hasResourceProperties(API, { DisableExecuteApiEndpoint: true });
      },
      mutant: (resources) => {
        delete first(resources, API).DisableExecuteApiEndpoint;
      },
    },
    {
      promise: 'leads to the stage, by its name',
      holds: (of) => {
        of.hasResourceProperties(MAPPING, {
          DomainName: { Ref: Match.stringLikeRegexp('^Domain') },
          RestApiId: { Ref: Match.stringLikeRegexp('^Api') },
          Stage: { Ref: Match.stringLikeRegexp('^ApiDeploymentStage') },
          BasePath: { Ref: Match.stringLikeRegexp('^ApiDeploymentStage') },
        });
      },
      mutant: (resources) => {
        delete first(resources, MAPPING).BasePath;
      },
    },
    {
      promise: 'has a record in the zone it is given',
      holds: (of) => {
        of.hasResourceProperties(RECORD, {
          Name: 'api.example.com.',
          Type: 'A',
          HostedZoneId: 'Z0123456789',
          AliasTarget: {
            DNSName: {
              'Fn::GetAtt': [Match.stringLikeRegexp('^Domain'), 'RegionalDomainName'],
            },
          },
        });
      },
      mutant: (resources) => {
        first(resources, RECORD).Name = 'api.example.com.example.com.';
      },
    },
  ],
);

test('makes no record without a zone', () => {
  template().resourceCountIs(RECORD, 0);
});

test('deploys the API again, without which its address would stay open', () => {
  const stack = new TestStack();
  makeApi(stack);
  const before = Object.keys(Template.fromStack(stack).findResources(DEPLOYMENT));
  const after = Object.keys(template().findResources(DEPLOYMENT));
  expect(after).toHaveLength(1);
  expect(after).not.toEqual(before);
});

test('is called by its name and that of the stage', () => {
  const stack = new TestStack();
  const { url } = addDomain(stack, makeApi(stack));
  expect(JSON.stringify(stack.resolve(url))).toMatch(
    /"https:\/\/api\.example\.com\/",\{"Ref":"ApiDeploymentStagev1\w+"\},"\/"/,
  );
});

test('refuses an imported API, whose address it could not close', () => {
  const stack = new TestStack();
  const imported = apigateway.RestApi.fromRestApiId(stack, 'Api', 'a1b2c3d4e5');
  expect(() => addDomain(stack, imported)).toThrow(/^api is "Test\/Api": it is imported/);
});

/** A domain of an API that makes one like it, in a stack that knows its account and Region. */
function domainWith(props: Partial<ApiDomainProps>): ApiDomain {
  const stack = new TestStack({ env: { account: '111122223333', region: 'eu-west-1' } });
  return new ApiDomain(stack, 'Domain', {
    api: makeApi(stack),
    domainName: 'api.example.com',
    certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', certificateArn),
    ...props,
  });
}

const elsewhere = new TestStack({ env: { account: '111122223333', region: 'us-east-1' } });
const domainless = new TestStack();
const arn = (text: string) =>
  acm.Certificate.fromCertificateArn(elsewhere, `Certificate${text.replaceAll(/\W/g, '')}`, text);

test.each(['foo', 'Api.example.com', '*.example.com', 'api.example.com.', 'https://example.com'])(
  'refuses %p as a name',
  (domainName) => {
    expect(() => domainWith({ domainName })).toThrow(
      `domainName is "${domainName}": use a whole name in lower case, such as api.example.com`,
    );
  },
);

test.each([
  'arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d',
  'arn:aws:acm:eu-west-1:444455556666:certificate/0a1b2c3d',
  'arn:aws:iam::111122223333:server-certificate/mine',
  '0a1b2c3d',
])('refuses %p as a certificate, which API Gateway would', (text) => {
  expect(() => domainWith({ certificate: arn(text) })).toThrow(
    `certificate is "${text}": API Gateway takes one of ACM in the account and the Region of the API; request it there`,
  );
});

test('refuses a certificate that another Region makes', () => {
  const certificate = new acm.Certificate(elsewhere, 'Made', { domainName: 'api.example.com' });
  expect(() => domainWith({ certificate })).toThrow('certificate is "<token>": API Gateway takes');
});

test('refuses an API whose endpoint is not regional, to which the domain would not lead', () => {
  const api = new apigateway.RestApi(elsewhere, 'Edge');
  expect(() => domainWith({ api })).toThrow(
    'the endpoint of api is "EDGE": a regional domain leads to no other; make the API with endpointTypes [EndpointType.REGIONAL]',
  );
});

test('refuses a zone that the name is not in', () => {
  const hostedZone = route53.HostedZone.fromHostedZoneAttributes(domainless, 'Zone', {
    hostedZoneId: 'Z0123456789',
    zoneName: 'ple.com',
  });
  expect(() => domainWith({ hostedZone })).toThrow('hostedZone is "ple.com": Route 53 takes no');
});

test('takes a zone that is known by its id alone, and tokens', () => {
  const hostedZone = route53.HostedZone.fromHostedZoneId(domainless, 'ById', 'Z0123456789');
  expect(() => domainWith({ hostedZone, domainName: Fn.importValue('Name') })).not.toThrow();
});

test('says every problem in one error, and creates nothing', () => {
  const stack = new TestStack({ env: { account: '111122223333', region: 'eu-west-1' } });
  const api = makeApi(stack);
  expect(
    () =>
      new ApiDomain(stack, 'Domain', { api, domainName: 'foo', certificate: arn('arn:aws:acm') }),
  ).toThrow(/^domainName is .*\ncertificate is [^\n]*$/);
  const of = Template.fromStack(stack);
  of.resourceCountIs(DOMAIN, 0);
  of.hasResourceProperties(API, { DisableExecuteApiEndpoint: Match.absent() });
});
