import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  App,
  CfnOutput,
  CfnParameter,
  CfnResource,
  NestedStack,
  Stack,
  Stage,
} from 'aws-cdk-lib/core';
import type { SynthesizedStack, Template } from '../../lib/template/cloudformation';
import { Model } from '../../lib/template/model';
import { referencesIn } from '../../lib/template/unknown';

const producer: SynthesizedStack = {
  name: 'Storage',
  account: '111122223333',
  region: 'eu-central-1',
  template: {
    Resources: { Objects: { Type: 'AWS::S3::Bucket' } },
    Outputs: {
      Out: {
        Value: { 'Fn::GetAtt': ['Objects', 'Arn'] },
        Export: { Name: { 'Fn::Sub': '${AWS::StackName}:Objects' } },
      },
    },
  },
};

const template: Template = {
  Parameters: { Size: { Default: 'small' }, Tag: {} },
  Mappings: { Zones: { 'eu-central-1': { ids: ['euc1-az1', 'euc1-az2'] } } },
  Conditions: {
    Here: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-central-1'] },
    Large: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Size' }, 'small'] }] },
    Tagged: { 'Fn::Equals': [{ Ref: 'Tag' }, 'yes'] },
    HereAndTagged: { 'Fn::And': [{ Condition: 'Here' }, { Condition: 'Tagged' }] },
    LargeAndTagged: { 'Fn::And': [{ Condition: 'Large' }, { Condition: 'Tagged' }] },
    HereOrTagged: { 'Fn::Or': [{ Condition: 'Tagged' }, { Condition: 'Here' }] },
  },
  Resources: { Queue: { Type: 'AWS::SQS::Queue' } },
};
const consumer: SynthesizedStack = { ...producer, name: 'Api', template };
const anywhere: SynthesizedStack = { name: 'Anywhere', template };
const model = new Model([producer, consumer, anywhere]);

const bucket = '‹Storage/Objects.Arn›';
test.each<[string, unknown, unknown]>([
  ['a pseudo parameter', { Ref: 'AWS::Region' }, 'eu-central-1'],
  ['a resource', { Ref: 'Queue' }, '‹Api/Queue›'],
  ['an attribute', { 'Fn::GetAtt': ['Queue', 'Arn'] }, '‹Api/Queue.Arn›'],
  ['an attribute as one text', { 'Fn::GetAtt': 'Queue.Arn' }, '‹Api/Queue.Arn›'],
  ['a parameter with a default', { Ref: 'Size' }, 'small'],
  ['a parameter without one', { Ref: 'Tag' }, '‹parameter Api/Tag›'],
  ['no value', { a: { Ref: 'AWS::NoValue' }, b: 1 }, { b: 1 }],
  ['an import', { 'Fn::ImportValue': 'Storage:Objects' }, bucket],
  ['an import that nothing exports', { 'Fn::ImportValue': 'Other' }, '‹import Other›'],
  [
    'an output of another stack',
    { 'Fn::GetStackOutput': { StackName: 'Storage', OutputName: 'Out' } },
    bucket,
  ],
  [
    'an output that is not there',
    { 'Fn::GetStackOutput': { StackName: 'Storage', OutputName: 'In' } },
    '‹output Storage/In›',
  ],
  [
    'a joined text',
    { 'Fn::Join': ['', [{ 'Fn::ImportValue': 'Storage:Objects' }, '/*']] },
    `${bucket}/*`,
  ],
  [
    'a substituted text',
    { 'Fn::Sub': ['${Queue}, ${Queue.Arn}, ${Mine}, ${!Literal}', { Mine: { Ref: 'Size' } }] },
    '‹Api/Queue›, ‹Api/Queue.Arn›, small, ${Literal}',
  ],
  ['a part of a text', { 'Fn::Select': ['1', { 'Fn::Split': ['/', 'a/b'] }] }, 'b'],
  [
    'a part of what is not known',
    { 'Fn::Select': [5, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Queue', 'Arn'] }] }] },
    '‹5 of {"Fn::Split":[":","Api/Queue.Arn"]}›',
  ],
  [
    'a mapping',
    { 'Fn::Select': [1, { 'Fn::FindInMap': ['Zones', { Ref: 'AWS::Region' }, 'ids'] }] },
    'euc1-az2',
  ],
  ['a condition that holds', { 'Fn::If': ['Here', 1, 2] }, 1],
  ['a condition that does not', { 'Fn::If': ['Large', 1, 2] }, 2],
  ['a part that decides an and', { 'Fn::If': ['LargeAndTagged', 1, 2] }, 2],
  ['a part that decides an or', { 'Fn::If': ['HereOrTagged', 1, 2] }, 1],
  [
    'a condition that a deploy decides',
    { 'Fn::If': ['HereAndTagged', { Ref: 'Size' }, { Ref: 'AWS::NoValue' }] },
    { 'Fn::If': ['HereAndTagged', 'small', null] },
  ],
  [
    'a function that it does not know',
    { 'Fn::Cidr': [{ Ref: 'Size' }, 2] },
    { 'Fn::Cidr': ['small', 2] },
  ],
  ['a text with the variable of a policy', '${aws:username}', '${aws:username}'],
])('resolves %s', (_, value, expected) => {
  expect(JSON.parse(JSON.stringify(model.resolve(consumer, value)))).toEqual(expected);
});

test('names what a deploy decides where neither account nor Region is known', () => {
  const arn = { 'Fn::Sub': 'arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:jobs' };
  expect(model.resolve(anywhere, arn)).toBe(
    'arn:‹AWS::Partition›:sqs:‹AWS::Region›:‹AWS::AccountId›:jobs',
  );
  expect(
    model.resolve(anywhere, { 'Fn::FindInMap': ['Zones', { Ref: 'AWS::Region' }, 'ids'] }),
  ).toBe('‹Zones[AWS::Region][ids]›');
  expect(model.resolve(anywhere, { 'Fn::If': ['Here', 1, 2] })).toEqual({
    'Fn::If': ['Here', 1, 2],
  });
});

test('finds the resource that a value stands for, and every one that it names', () => {
  const name = model.resolve(consumer, { 'Fn::ImportValue': 'Storage:Objects' });
  expect(model.target(name)).toMatchObject({ id: 'Objects', type: 'AWS::S3::Bucket' });
  expect(model.target(`${String(name)}/*`)).toBeUndefined();
  expect(referencesIn({ a: [`${String(name)}/*`, '‹AWS::Region›'], b: '‹Api/Queue›' })).toEqual([
    { stack: 'Storage', id: 'Objects', attribute: 'Arn' },
    { stack: 'Api', id: 'Queue', attribute: undefined },
  ]);
});

describe('of an assembly with a stage and a nested stack', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'assembly-'));
  afterAll(() => {
    rmSync(outdir, { recursive: true, force: true });
  });

  test('reads every stack, and resolves what goes into a nested stack and what comes out', () => {
    const app = new App({
      outdir,
      builtinCloudFormationValidation: false,
      context: { 'aws:cdk:enable-path-metadata': true },
    });
    const stack = new Stack(new Stage(app, 'Live'), 'Top');
    const nested = new NestedStack(stack, 'Nested', { parameters: { Given: 'hello' } });
    const given = new CfnParameter(nested, 'Given');
    const inner = new CfnResource(nested, 'Inner', {
      type: 'AWS::SQS::Queue',
      properties: { QueueName: given.valueAsString },
    });
    new CfnResource(stack, 'Outer', {
      type: 'AWS::SQS::Queue',
      properties: { QueueName: inner.getAtt('QueueName') },
    });
    new CfnOutput(stack, 'Name', { value: 'x' });
    app.synth();

    const read = Model.read(outdir);
    const [innerQueue, outerQueue] = ['Inner', 'Outer'].map((id) =>
      read.resources.find((resource) => resource.id === id),
    );
    expect(innerQueue?.properties.QueueName).toBe('hello');
    expect(innerQueue?.path).toBe('Live/Top/Nested/Inner');
    expect(read.target(outerQueue?.properties.QueueName)).toBe(innerQueue);
  });

  test('says so when the template of a nested stack is not there', () => {
    for (const file of readdirSync(join(outdir, 'assembly-Live'))) {
      if (file.endsWith('.assets.json')) rmSync(join(outdir, 'assembly-Live', file));
    }
    expect(() => Model.read(outdir)).toThrow(
      /Live-Top.Nested\w+ is a nested stack whose template is not in/,
    );
  });

  test('says so when a folder is no assembly', () => {
    expect(() => Model.read(join(outdir, 'nowhere'))).toThrow(
      /nowhere has no manifest.json; name a folder/,
    );
  });
});
