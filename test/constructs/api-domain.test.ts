import { Match, Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { ApiDomain } from '../../lib/constructs/api-domain';
import { TestStack } from '../support/app';
import { first, testPromises } from '../support/promises';

const API = 'AWS::ApiGateway::RestApi';
const DEPLOYMENT = 'AWS::ApiGateway::Deployment';
const DOMAIN = 'AWS::ApiGateway::DomainName';
const MAPPING = 'AWS::ApiGateway::BasePathMapping';
const RECORD = 'AWS::Route53::RecordSet';

const certificateArn = 'arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d';

function makeApi(stack: TestStack): apigateway.RestApi {
  const api = new apigateway.RestApi(stack, 'Api', { deployOptions: { stageName: 'v1' } });
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
  expect(() => addDomain(stack, imported)).toThrow('api Test/Api is imported');
});
