import { Match, type Template } from 'aws-cdk-lib/assertions';
import { checkPrivatePath } from '../../lib/constructs/private-integration';
import { Problems } from '../../lib/constructs/problems';
import { type Resources, testPromises } from '../support/promises';
import { restApiTemplate as template } from '../support/rest-api';

const METHOD = 'AWS::ApiGateway::Method';

const standard = template();

/** Breaks the integration of every method, that of `/exports` included. */
function breakIntegrations(resources: Resources, defect: object): void {
  for (const { Type, Properties = {} } of Object.values(resources)) {
    if (Type === METHOD) Object.assign(Properties.Integration as object, defect);
  }
}

testPromises(
  () => standard,
  [
    {
      promise: 'reaches the load balancer through the VPC link',
      holds: (of) => {
        of.hasResourceProperties(METHOD, {
          Integration: {
            Type: 'HTTP_PROXY',
            Uri: { 'Fn::Join': ['', ['http://', Match.anyValue(), '/exports']] },
            ConnectionType: 'VPC_LINK',
            ConnectionId: { Ref: Match.stringLikeRegexp('^Link') },
            IntegrationTarget: { Ref: Match.stringLikeRegexp('^LoadBalancer') },
          },
        });
      },
      mutant: (resources) => {
        breakIntegrations(resources, { ConnectionType: 'INTERNET' });
      },
    },
    {
      promise: 'streams what the load balancer answers, for up to 15 minutes',
      holds: (of) => {
        of.hasResourceProperties(METHOD, {
          Integration: { ResponseTransferMode: 'STREAM', TimeoutInMillis: 900_000 },
        });
      },
      mutant: (resources) => {
        breakIntegrations(resources, { ResponseTransferMode: 'BUFFERED' });
      },
    },
  ],
);

test('is deployed again when the VPC link is another', () => {
  const deployment = (of: Template) => Object.keys(of.findResources('AWS::ApiGateway::Deployment'));
  expect(deployment(template({}, 'Other'))).not.toEqual(deployment(standard));
  expect(deployment(template())).toEqual(deployment(standard));
});

test('refuses a path with a variable, which would not be passed on', () => {
  const problems = new Problems();
  checkPrivatePath(problems, '/exports/{name}');
  checkPrivatePath(problems, '/exports');
  expect(() => {
    problems.throwIfAny();
  }).toThrow(
    new Error(
      'path is "/exports/{name}": a load balancer is not passed variables; use a path without, and a query',
    ),
  );
});
