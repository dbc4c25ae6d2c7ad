import { environmentNamed, ENVIRONMENTS } from '../lib/config/environments';
import type { EnvironmentConfig } from '../lib/config/schema';
import { resourcesOf, templatesOf } from './support/environment';

const environments = ENVIRONMENTS.map(({ name }) => name);
const all = Object.fromEntries(environments.map((name) => [name, templatesOf(name)]));
const resources = (name: string) => resourcesOf(all[name] ?? {});

describe.each(environments)('%s', (name) => {
  test.each(Object.keys(all[name] ?? {}))('has in stack %s what it had', (stack) => {
    const template = JSON.stringify(all[name]?.[stack]?.toJSON(), undefined, 2);
    // Hashes change with the content of functions and images; what is created does not.
    expect(JSON.parse(template.replace(/[0-9a-f]{64}/g, 'HASH'))).toMatchSnapshot();
  });

  test('puts the permissions boundary on every role', () => {
    const roles = resources(name).filter(({ type }) => type === 'AWS::IAM::Role');
    expect(roles.length).toBeGreaterThan(5);
    const without = roles.filter(
      ({ properties }) =>
        !JSON.stringify(properties.PermissionsBoundary ?? '').includes('Boundary'),
    );
    expect(without.map(({ id }) => id)).toEqual([]);
  });

  test('gives every log group a retention', () => {
    const groups = resources(name).filter(({ type }) => type === 'AWS::Logs::LogGroup');
    expect(groups.filter(({ properties }) => properties.RetentionInDays === undefined)).toEqual([]);
  });

  test('tags every stack with project and environment', () => {
    const bucket = resources(name).find(({ type }) => type === 'AWS::S3::Bucket');
    expect(bucket?.properties.Tags).toEqual(
      expect.arrayContaining([
        { Key: 'Environment', Value: name },
        { Key: 'Project', Value: 'Plinth' },
      ]),
    );
  });

  test('makes custom resources only for what CloudFormation cannot do', () => {
    const custom = new Set(
      resources(name)
        .map(({ type }) => type)
        .filter((type) => type.startsWith('Custom::')),
    );
    custom.delete('Custom::VpcRestrictDefaultSG');
    const { onDelete } = environmentNamed(name);
    expect([...custom]).toEqual(onDelete === 'destroy' ? ['Custom::S3AutoDeleteObjects'] : []);
  });
});

test('keeps in production every resource that holds data, replaced or deleted', () => {
  const stateful = resources('production').filter(({ type }) =>
    [
      'AWS::S3::Bucket',
      'AWS::ECR::Repository',
      'AWS::Logs::LogGroup',
      'AWS::DynamoDB::GlobalTable',
      'AWS::SQS::Queue',
    ].includes(type),
  );
  const lost = stateful.filter(
    ({ deletionPolicy, updateReplacePolicy }) =>
      deletionPolicy !== 'Retain' || updateReplacePolicy !== 'Retain',
  );
  expect(lost.map(({ id }) => id)).toEqual([]);
});

test('keeps in the sandbox nothing when it is destroyed', () => {
  const kept = resources('sandbox').filter(({ deletionPolicy }) => deletionPolicy === 'Retain');
  expect(kept.map(({ id }) => id)).toEqual([]);
});

// By hand: a renamed construct replaces what it holds, and a snapshot hides that among fifty lines.
test('keeps the logical ids of everything that holds data or an address', () => {
  const types = [
    'AWS::S3::Bucket',
    'AWS::ECR::Repository',
    'AWS::EC2::VPC',
    'AWS::EC2::Subnet',
    'AWS::ElasticLoadBalancingV2::LoadBalancer',
    'AWS::ApiGateway::RestApi',
    'AWS::ApiGatewayV2::Api',
    'AWS::DynamoDB::GlobalTable',
    'AWS::SQS::Queue',
  ];
  const ids = resources('production').filter(({ type }) => types.includes(type));
  expect(ids.map(({ stack, id }) => `${stack}/${id}`).sort()).toEqual([
    'Api/RestApiFA9A4412',
    'Network/NetworkVpc7FB7348F',
    'Network/NetworkVpcIsolatedSubnet1Subnet0400477E',
    'Network/NetworkVpcIsolatedSubnet2SubnetF65B365A',
    'Network/NetworkVpcIsolatedSubnet3Subnet8C12D961',
    'Network/NetworkVpcPrivateSubnet1Subnet6DD86AE6',
    'Network/NetworkVpcPrivateSubnet2Subnet1BDBE877',
    'Network/NetworkVpcPrivateSubnet3Subnet8ABFAF5C',
    'Network/NetworkVpcPublicSubnet1Subnet36933139',
    'Network/NetworkVpcPublicSubnet2SubnetC427CCE0',
    'Network/NetworkVpcPublicSubnet3Subnet4BBF7F47',
    'Notifications/TableCD117FA1',
    'Notifications/UndeliveredF3CF66A9',
    'Notifications/WebSocketApiF74AB99B',
    'Registry/ImagesF8C4E866',
    'Service/ServiceLoadBalancer31A7DB79',
    'Storage/AccessLogs247031D9',
    'Storage/Objects5C3DE316',
  ]);
});

const ofType = (wanted: string, changed: Partial<EnvironmentConfig>) =>
  resourcesOf(templatesOf('sandbox', changed)).filter(({ type }) => type === wanted);

const subnets = (changed: Partial<EnvironmentConfig>) =>
  Object.fromEntries(
    ofType('AWS::EC2::Subnet', changed).map(({ id, properties }) => [
      id,
      [properties.CidrBlock, properties.AvailabilityZoneId],
    ]),
  );

test('moves no subnet when it grows by a zone', () => {
  const before = subnets({});
  const after = subnets({ zones: 4 });
  expect(after).toMatchObject(before);
  expect(Object.keys(after).length - Object.keys(before).length).toBe(3);
});

test.each([2, 4])('keeps its VPC link, in two zones, with %i zones', (zones) => {
  const [link, ...others] = ofType('AWS::ApiGatewayV2::VpcLink', { zones });
  expect(others).toEqual([]);
  expect(link?.properties.SubnetIds).toHaveLength(2);
  expect(link).toEqual(ofType('AWS::ApiGatewayV2::VpcLink', {})[0]);
});

test.each(['none', 'per-zone', 'regional'] as const)(
  'moves no subnet when its egress becomes %s',
  (egress) => {
    expect(subnets({ egress })).toEqual(subnets({}));
  },
);

test('runs an image that is already in the repository when one is named', () => {
  const { Service } = templatesOf('sandbox', { imageTag: 'exporter-1' });
  expect(JSON.stringify(Service?.toJSON())).toMatch(/:exporter-1"/);
});
