import { DOCUMENTS } from '../../api/documents';
import type { EnvironmentConfig } from '../../lib/config/schema';
import { resourcesOf, templatesOf } from '../support/environment';

function propertiesOf(changed: Partial<EnvironmentConfig>, type: string, id = /./) {
  return resourcesOf(templatesOf('sandbox', changed))
    .filter((one) => one.type === type && id.test(`${one.stack}/${one.id}`))
    .map(({ properties }) => properties);
}

test('lets the client call what the documents describe, and nothing else', () => {
  const [policy] = propertiesOf({}, 'AWS::IAM::Policy', /^Api\/ApiClientPolicy/);
  const arns = JSON.stringify(policy?.PolicyDocument).match(/\/live\/[^"]+/g);
  const described = Object.entries(DOCUMENTS).flatMap(([version, { paths }]) =>
    Object.entries(paths).flatMap(([path, item = {}]) =>
      ['get', 'head', 'put', 'post', 'delete']
        .filter((method) => method in item)
        .map((method) => `/live/${method.toUpperCase()}/${version}${path.replace('{key}', '*')}`),
    ),
  );
  expect(arns?.sort()).toEqual(described.sort());
});

test('lets no more exports of a version in at once than its tasks can serve', () => {
  const [stage] = propertiesOf({ minTasks: 3 }, 'AWS::ApiGateway::Stage');
  const exports = (stage?.MethodSettings as Record<string, unknown>[]).filter(({ ResourcePath }) =>
    String(ResourcePath).endsWith('exports'),
  );
  expect(exports.map(({ ThrottlingBurstLimit }) => ThrottlingBurstLimit)).toEqual([12, 12]);
});

test('tells the function and the service of the same origins, and API Gateway too', () => {
  const allowedOrigins = ['https://a.example', 'https://b.example'];
  const environment = { name: 'ALLOWED_ORIGINS', value: allowedOrigins.join(' ') };
  const [handler] = propertiesOf({ allowedOrigins }, 'AWS::Lambda::Function', /^Api\/Objects/);
  const [task] = propertiesOf({ allowedOrigins }, 'AWS::ECS::TaskDefinition');
  const methods = propertiesOf({ allowedOrigins }, 'AWS::ApiGateway::Method');
  expect(handler?.Environment).toMatchObject({
    Variables: { [environment.name]: environment.value },
  });
  expect(JSON.stringify(task?.ContainerDefinitions)).toContain(
    `"Name":"ALLOWED_ORIGINS","Value":"${environment.value}"`,
  );
  expect(methods.filter(({ HttpMethod }) => HttpMethod === 'OPTIONS')).toHaveLength(10);
});

test('answers no preflight where no page is named', () => {
  const methods = propertiesOf({}, 'AWS::ApiGateway::Method');
  expect(methods.filter(({ HttpMethod }) => HttpMethod === 'OPTIONS')).toEqual([]);
});

test('has no canary unless the environment names one', () => {
  const [without] = propertiesOf({}, 'AWS::ApiGateway::Stage');
  const [released] = propertiesOf(
    { canaryPercent: 10, canaryBaseline: 'a1b2c3' },
    'AWS::ApiGateway::Stage',
  );
  expect(without).not.toHaveProperty('CanarySetting');
  expect(released).toMatchObject({ DeploymentId: 'a1b2c3', CanarySetting: { PercentTraffic: 10 } });
});
