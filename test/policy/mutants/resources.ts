import { EVERYBODY, type Mutant } from './mutant';

const BUCKET = 'Storage/ObjectsPolicy';

/** Holes in whom resources let in. */
export const RESOURCES: readonly Mutant[] = [
  {
    hole: 'lets everybody read the objects',
    rule: 'everybody',
    make: (broken) => {
      broken.statements(BUCKET, 'BucketPolicy').push({ ...EVERYBODY, Action: 's3:GetObject' });
    },
  },
  {
    hole: 'lets everybody write access logs who says that he is this account',
    rule: 'everybody',
    make: (broken) => {
      broken.statements('Storage/AccessLogsPolicy', 'BucketPolicy').push({
        ...EVERYBODY,
        Principal: { AWS: ['*'] },
        Action: 's3:PutObject',
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      });
    },
  },
  {
    hole: 'makes the bucket public by its ACL',
    rule: 'everybody',
    make: (broken) => {
      broken.of('Storage/Objects', 'S3::Bucket').AccessControl = 'PublicRead';
    },
  },
  {
    hole: 'lets policies make the bucket public',
    rule: 'everybody',
    make: (broken) => {
      Object.assign(
        broken.of('Storage/Objects', 'S3::Bucket').PublicAccessBlockConfiguration ?? {},
        {
          RestrictPublicBuckets: false,
        },
      );
    },
  },
  {
    hole: 'lets everybody send to the queue',
    rule: 'everybody',
    make: (broken) => {
      broken
        .statements('Notifications/UndeliveredPolicy', 'QueuePolicy')
        .push({ ...EVERYBODY, Action: 'sqs:SendMessage' });
    },
  },
  {
    hole: 'lets everybody subscribe to alarms',
    rule: 'everybody',
    make: (broken) => {
      broken
        .statements('Operations/AlarmsPolicy', 'TopicPolicy')
        .push({ ...EVERYBODY, Action: 'sns:Subscribe' });
    },
  },
  {
    hole: 'lets everybody pull images',
    rule: 'everybody',
    make: (broken) => {
      broken.of('Registry/Images', 'ECR::Repository').RepositoryPolicyText = {
        Statement: [{ Effect: 'Allow', Principal: '*', Action: 'ecr:BatchGetImage' }],
      };
    },
  },
  {
    hole: 'lets everybody read a log, by a policy that is text',
    rule: 'everybody',
    make: (broken) => {
      broken.add('Api', 'AWS::Logs::ResourcePolicy', {
        PolicyName: 'Open',
        PolicyDocument: JSON.stringify({
          Statement: { ...EVERYBODY, Action: 'logs:GetLogEvents' },
        }),
      });
    },
  },
  {
    hole: 'lets everybody call the function',
    rule: 'everybody',
    make: (broken) => {
      broken.of('Api/RestApiv1objectsGET', 'Lambda::Permission').Principal = '*';
    },
  },
  {
    hole: 'gives the function an address that asks nobody',
    rule: 'everybody',
    make: (broken) => {
      broken.add('Api', 'AWS::Lambda::Url', {
        AuthType: 'NONE',
        TargetFunctionArn: { 'Fn::GetAtt': [broken.idOf('Api/Objects', 'Function'), 'Arn'] },
      });
    },
  },
  {
    hole: 'lets everybody call a private API, by its own policy',
    rule: 'everybody',
    make: (broken) => {
      broken.of('Api/RestApi', 'ApiGateway::RestApi').Policy = {
        Statement: [{ ...EVERYBODY, Action: 'execute-api:Invoke' }],
      };
    },
  },
  {
    hole: 'lets everybody read a secret',
    rule: 'everybody',
    make: (broken) => {
      broken.add('Service', 'AWS::SecretsManager::ResourcePolicy', {
        SecretId: 'secret',
        ResourcePolicy: { Statement: [{ ...EVERYBODY, Action: 'secretsmanager:GetSecretValue' }] },
      });
    },
  },
  {
    hole: 'lets another account read the objects',
    rule: 'foreign-principal',
    make: (broken) => {
      broken.statements(BUCKET, 'BucketPolicy').push({
        ...EVERYBODY,
        Principal: { AWS: 'arn:aws:iam::999999999999:root' },
        Action: 's3:GetObject',
      });
    },
  },
  {
    hole: 'lets another account call the function',
    rule: 'foreign-principal',
    make: (broken) => {
      broken.of('Api/RestApiv1objectsGET', 'Lambda::Permission').Principal = '999999999999';
    },
  },
  {
    hole: 'lets every API of every account call the function',
    rule: 'confused-deputy',
    make: (broken) => {
      delete broken.of('Api/RestApiv1objectsGET', 'Lambda::Permission').SourceArn;
    },
  },
  {
    hole: 'lets load balancers of every account write access logs',
    rule: 'confused-deputy',
    make: (broken) => {
      for (const one of broken.statements('Storage/AccessLogsPolicy', 'BucketPolicy')) {
        if (JSON.stringify(one.Principal).includes('elasticloadbalancing')) delete one.Condition;
      }
    },
  },
  {
    hole: 'takes alarms of any account that does not say which it is',
    rule: 'confused-deputy',
    make: (broken) => {
      for (const one of broken.statements('Operations/AlarmsPolicy', 'TopicPolicy')) {
        if (one.Effect === 'Allow') {
          one.Condition = {
            StringEqualsIfExists: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          };
        }
      }
    },
  },
];
