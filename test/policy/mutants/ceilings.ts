import type { Broken, Mutant } from './mutant';

/** Grants more to the function behind `/objects`. */
function grant(Action: string, Resource: string): (broken: Broken) => void {
  return (broken) => {
    broken.statements('Api/ObjectsRoleDefaultPolicy').push({ Effect: 'Allow', Action, Resource });
  };
}

/** Holes in the permissions boundaries, and grants that lie beyond them. */
export const CEILINGS: readonly Mutant[] = [
  {
    hole: 'takes the boundary off a role',
    rule: 'boundary',
    make: (broken) => {
      delete broken.of('Api/ObjectsRole', 'IAM::Role').PermissionsBoundary;
    },
  },
  {
    hole: 'has a policy of AWS as the boundary',
    rule: 'boundary',
    make: (broken) => {
      broken.of('Service/ExporterTaskRole', 'IAM::Role').PermissionsBoundary =
        'arn:aws:iam::aws:policy/AdministratorAccess';
    },
  },
  {
    hole: 'grants the tasks what the boundary refuses them when they run',
    rule: 'ceiling',
    make: (broken) => {
      for (const one of broken.statements('Service/ExporterTaskRoleDefaultPolicy')) {
        if (one.Action === 's3:GetObject') one.Action = ['s3:GetObject', 's3:GetObjectAttributes'];
      }
    },
  },
  {
    hole: 'lets the function change the policy of a bucket, as only the helper may',
    rule: 'ceiling',
    make: (broken) => {
      broken.statements('Api/ObjectsRoleDefaultPolicy').push({
        Effect: 'Allow',
        Action: 's3:PutBucketPolicy',
        Resource: { 'Fn::ImportValue': broken.exportOf('Storage', 'Objects') },
      });
    },
  },
  {
    hole: 'lets the function write to the bucket that stacks are deployed from',
    rule: 'ceiling',
    make: grant('s3:PutObject', 'arn:aws:s3:::cdk-hnb659fds-assets-111122223333-eu-central-1/*'),
  },
  {
    hole: 'lets the function write to a bucket that may be of another account',
    rule: 'ceiling',
    make: grant('s3:PutObject', 'arn:aws:s3:::elsewhere/*'),
  },
  {
    hole: 'lets the function write to a table of another Region',
    rule: 'ceiling',
    make: grant('dynamodb:PutItem', 'arn:aws:dynamodb:us-east-1:111122223333:table/other'),
  },
  {
    hole: 'leaves to every role what only the helper does',
    rule: 'ceiling-slack',
    make: (broken) => {
      broken
        .statements('Identity/PermissionsBoundary')
        .push({ Effect: 'Allow', Action: 's3:PutBucketPolicy', Resource: '*' });
    },
  },
  {
    hole: 'puts the boundary of a helper on the role of the function',
    rule: 'ceiling',
    make: (broken) => {
      const { PermissionsBoundary } = broken.of('Storage/CustomS3AutoDelete', 'IAM::Role');
      broken.of('Api/ObjectsRole', 'IAM::Role').PermissionsBoundary = PermissionsBoundary;
    },
  },
];
