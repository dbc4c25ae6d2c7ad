import type { Broken, Mutant } from './mutant';

/** Grants more to the function behind `/objects`. */
function grant(more: Record<string, unknown>): (broken: Broken) => void {
  return (broken) => {
    broken.statements('Api/ObjectsRoleDefaultPolicy').push({ Effect: 'Allow', ...more });
  };
}

/** Holes in what roles may do. */
export const GRANTS: readonly Mutant[] = [
  {
    hole: 'reads every object and secret and passes every role, beside what may stand on *',
    rule: 'star-resource',
    make: (broken) => {
      const [, traces] = broken.statements('Api/ObjectsRoleDefaultPolicy');
      Object.assign(traces ?? {}, {
        Action: [
          ...(traces?.Action as string[]),
          's3:GetObject',
          'secretsmanager:GetSecretValue',
          'iam:PassRole',
        ],
      });
    },
  },
  {
    hole: 'lets the tasks read every bucket of the account',
    rule: 'star-resource',
    make: (broken) => {
      for (const one of broken.statements('Service/ExporterTaskRoleDefaultPolicy'))
        one.Resource = '*';
    },
  },
  {
    hole: 'lets whoever publishes images push to every repository',
    rule: 'star-resource',
    make: (broken) => {
      for (const one of broken.statements('Registry/ImagesPublishingRoleDefaultPolicy'))
        one.Resource = '*';
    },
  },
  {
    hole: 'reads objects of every bucket by an ARN of nothing but stars',
    rule: 'star-resource',
    make: grant({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::*/*' }),
  },
  {
    hole: 'sends to queues of any account',
    rule: 'star-resource',
    make: grant({ Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:eu-central-1:*:jobs' }),
  },
  {
    hole: 'lets the client call every API of the account',
    rule: 'star-resource',
    make: (broken) => {
      broken.statements('Notifications/MayConnect')[0] = {
        Effect: 'Allow',
        Action: 'execute-api:Invoke',
        Resource: {
          'Fn::Sub': 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:*',
        },
      };
    },
  },
  {
    hole: 'grants from an inline policy of the role itself',
    rule: 'star-resource',
    make: (broken) => {
      broken.of('Service/ExporterTaskRole', 'IAM::Role').Policies = [
        {
          PolicyName: 'More',
          PolicyDocument: {
            Statement: { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: '*' },
          },
        },
      ];
    },
  },
  {
    hole: 'attaches the boundary to a role, which makes a grant of it',
    rule: 'star-resource',
    make: (broken) => {
      broken.of('Identity/PermissionsBoundary').Roles = [
        { Ref: broken.idOf('Identity/ApiClient', 'IAM::Role') },
      ];
    },
  },
  {
    hole: 'does to its bucket whatever S3 can do',
    rule: 'wildcard-action',
    make: (broken) => {
      for (const one of broken.statements('Api/ObjectsRoleDefaultPolicy')) {
        if (JSON.stringify(one.Action).includes('s3:')) one.Action = 's3:*';
      }
    },
  },
  {
    hole: 'reads whatever can be got of the table',
    rule: 'wildcard-action',
    make: (broken) => {
      broken.statements('Notifications/NotifyRoleDefaultPolicy').push({
        Effect: 'Allow',
        Action: 'dynamodb:?et*',
        Resource: { 'Fn::GetAtt': [broken.idOf('Notifications/Table'), 'Arn'] },
      });
    },
  },
  {
    hole: 'lets the helper that empties buckets do anything to the objects',
    rule: 'wildcard-action',
    make: (broken) => {
      for (const one of broken.statements('Storage/ObjectsPolicy', 'BucketPolicy')) {
        if (one.Effect === 'Allow') one.Action = 's3:*';
      }
    },
  },
  {
    hole: 'allows everything but IAM',
    rule: 'inverted',
    make: grant({ NotAction: 'iam:*', Resource: '*' }),
  },
  {
    hole: 'allows to delete what is not the one bucket',
    rule: 'inverted',
    make: grant({ Action: 's3:DeleteObject', NotResource: 'arn:aws:s3:::backup/*' }),
  },
  {
    hole: 'makes the function an administrator by a policy of AWS',
    rule: 'managed-policy',
    make: (broken) => {
      broken.of('Api/ObjectsRole', 'IAM::Role').ManagedPolicyArns = [
        'arn:aws:iam::aws:policy/AdministratorAccess',
      ];
    },
  },
  {
    hole: 'makes a user with a key',
    rule: 'credentials',
    make: (broken) => {
      broken.add('Identity', 'AWS::IAM::AccessKey', { UserName: 'deploy' });
    },
  },
];
