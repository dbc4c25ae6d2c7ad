import { Match, Template } from 'aws-cdk-lib/assertions';
import { Aws, RemovalPolicy } from 'aws-cdk-lib/core';
import {
  ImageRepository,
  type ImageRepositoryProps,
  publishingRoleName,
} from '../../lib/constructs/image-repository';
import { TestStack } from '../support/app';
import { first, propertiesOf, testPromises } from '../support/promises';

const REPOSITORY = 'AWS::ECR::Repository';
const ROLE = 'AWS::IAM::Role';
const POLICY = 'AWS::IAM::Policy';

function template(props: Partial<ImageRepositoryProps> = {}): Template {
  const stack = new TestStack();
  new ImageRepository(stack, 'Images', { repositoryName: 'plinth', ...props });
  return Template.fromStack(stack);
}

interface Rule {
  readonly selection: { tagStatus: string; countType: string; countNumber: number };
}

function rules(of: Template): readonly Rule[] {
  const [repository] = propertiesOf<{ LifecyclePolicy: { LifecyclePolicyText: string } }>(
    of,
    REPOSITORY,
  );
  const text = repository?.LifecyclePolicy.LifecyclePolicyText ?? '{"rules":[]}';
  return (JSON.parse(text) as { rules: Rule[] }).rules;
}

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
}

function statements(of: Template): readonly Statement[] {
  return propertiesOf<{ PolicyDocument: { Statement: Statement[] } }>(of, POLICY).flatMap(
    ({ PolicyDocument }) => PolicyDocument.Statement,
  );
}

const standard = template();

testPromises(
  () => standard,
  [
    {
      promise: 'never moves a tag',
      holds: (of) => {
        of.hasResourceProperties(REPOSITORY, { ImageTagMutability: 'IMMUTABLE' });
      },
      mutant: (resources) => {
        first(resources, REPOSITORY).ImageTagMutability = 'MUTABLE';
      },
    },
    {
      promise: 'scans every image that is pushed',
      holds: (of) => {
        of.hasResourceProperties(REPOSITORY, { ImageScanningConfiguration: { ScanOnPush: true } });
      },
      mutant: (resources) => {
        delete first(resources, REPOSITORY).ImageScanningConfiguration;
      },
    },
    {
      promise: 'expires an image that has a tag by count, never by age',
      holds: (of) => {
        const tagged = rules(of).filter(({ selection }) => selection.tagStatus !== 'untagged');
        expect(tagged.map(({ selection }) => selection)).toEqual([
          { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 50 },
        ]);
      },
      mutant: (resources) => {
        first(resources, REPOSITORY).LifecyclePolicy = {
          LifecyclePolicyText: JSON.stringify({
            rules: [
              { selection: { tagStatus: 'any', countType: 'sinceImagePushed', countNumber: 50 } },
            ],
          }),
        };
      },
    },
    {
      promise: 'is kept with its images when its stack is deleted or it is replaced',
      holds: (of) => {
        of.hasResource(REPOSITORY, {
          DeletionPolicy: 'Retain',
          UpdateReplacePolicy: 'Retain',
          Properties: { EmptyOnDelete: false },
        });
      },
      mutant: (resources) => {
        first(resources, REPOSITORY).EmptyOnDelete = true;
      },
    },
    {
      promise: 'lets its role publish to this repository and to no other',
      holds: (of) => {
        const [repository] = Object.keys(of.findResources(REPOSITORY));
        const elsewhere = statements(of).filter(
          ({ Action }) => Action !== 'ecr:GetAuthorizationToken',
        );
        expect(elsewhere.map(({ Resource }) => Resource)).toEqual([
          { 'Fn::GetAtt': [repository, 'Arn'] },
        ]);
      },
      mutant: (resources) => {
        first(resources, POLICY).PolicyDocument = {
          Statement: [{ Action: ['ecr:PutImage'], Resource: '*' }],
        };
      },
    },
    {
      promise: 'lets its role delete nothing and change no setting',
      holds: (of) => {
        const actions = statements(of).flatMap(({ Action }) => Action);
        expect(
          actions.filter((action) => /\*|Delete|Policy|Tag|PutImage\w|Create/.test(action)),
        ).toEqual([]);
      },
      mutant: (resources) => {
        first(resources, POLICY).PolicyDocument = { Statement: [{ Action: 'ecr:*' }] };
      },
    },
    {
      promise: 'lets only principals of this account publish',
      holds: (of) => {
        of.hasResourceProperties(ROLE, {
          AssumeRolePolicyDocument: {
            Statement: [
              {
                Principal: {
                  AWS: { 'Fn::Join': ['', Match.arrayWith([{ Ref: 'AWS::AccountId' }, ':root'])] },
                },
              },
            ],
          },
        });
      },
      mutant: (resources) => {
        first(resources, ROLE).AssumeRolePolicyDocument = {
          Statement: [{ Principal: { AWS: '*' } }],
        };
      },
    },
  ],
);

test('has the name that it is given', () => {
  standard.hasResourceProperties(REPOSITORY, { RepositoryName: 'plinth' });
});

test('names its role so that the CDK CLI knows it before it exists', () => {
  expect(publishingRoleName('plinth', 'eu-west-1')).toBe('cdk-plinth-publishing-eu-west-1');
  standard.hasResourceProperties(ROLE, {
    RoleName: { 'Fn::Join': ['', ['cdk-plinth-publishing-', { Ref: 'AWS::Region' }]] },
  });
});

test.each([
  ['team/app', 'cdk-team-app-e46f7d74-publishing-eu-west-1'],
  ['team-app', 'cdk-team-app-publishing-eu-west-1'],
  ['a'.repeat(33), `cdk-${'a'.repeat(33)}-publishing-eu-west-1`],
  ['a'.repeat(256), `cdk-${'a'.repeat(24)}-02d7160d-publishing-eu-west-1`],
])('makes of %s a name that a role may have, and no other repository', (name, role) => {
  expect(publishingRoleName(name, 'eu-west-1')).toBe(role);
  expect(publishingRoleName(name, 'ap-southeast-99').length).toBeLessThanOrEqual(64);
  template({ repositoryName: name }).hasResourceProperties(REPOSITORY, { RepositoryName: name });
});

test.each(['a', 'a'.repeat(257), 'Team', '/app', 'team//app', 'app-', 'app_.x', ''])(
  'refuses the name %j as ECR does',
  (repositoryName) => {
    expect(() => template({ repositoryName })).toThrow(
      `repositoryName is ${JSON.stringify(repositoryName)}: ECR takes 2 to 256 of a-z and 0-9, and . _ - / between them, such as team/my-service`,
    );
  },
);

test('says all at once what ECR or the CDK CLI would refuse', () => {
  expect(() => template({ repositoryName: Aws.STACK_NAME, maxImageCount: -1 })).toThrow(
    /^repositoryName is "<token>": write it out; the CDK CLI must know it\nmaxImageCount is -1: keep 1 or more, in whole images$/,
  );
});

test('expires an image without a tag after two weeks', () => {
  expect(rules(standard)[0]?.selection).toMatchObject({
    tagStatus: 'untagged',
    countType: 'sinceImagePushed',
    countNumber: 14,
  });
});

test('keeps as many images as asked', () => {
  expect(rules(template({ maxImageCount: 7 }))[1]?.selection.countNumber).toBe(7);
});

test('empties itself before it is deleted, when it is to be deleted', () => {
  template({ removalPolicy: RemovalPolicy.DESTROY }).hasResource(REPOSITORY, {
    DeletionPolicy: 'Delete',
    UpdateReplacePolicy: 'Delete',
    Properties: { EmptyOnDelete: true },
  });
});
