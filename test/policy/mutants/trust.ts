import type { Mutant } from './mutant';

const FOREIGN = 'arn:aws:iam::999999999999:root';

/** Holes in who may assume a role. */
export const TRUST: readonly Mutant[] = [
  {
    hole: 'lets everybody assume the role of a client of the API',
    rule: 'trust',
    make: (broken) => {
      broken.trust('Identity/ApiClient').Principal = { AWS: '*' };
    },
  },
  {
    hole: 'lets everybody assume it, and no named rule of cdk-nag reads it',
    rule: 'everybody',
    make: (broken) => {
      broken.trust('Identity/ApiClient').Principal = '*';
    },
  },
  {
    hole: 'lets another account assume it',
    rule: 'trust',
    make: (broken) => {
      broken.trust('Identity/ApiClient').Principal = { AWS: FOREIGN };
    },
  },
  {
    hole: 'lets this account assume the role of the function',
    rule: 'trust',
    make: (broken) => {
      const { Principal } = broken.trust('Identity/ApiClient');
      broken.trust('Api/ObjectsRole').Principal = Principal;
    },
  },
  {
    hole: 'lets whoever may make a function have the role of the tasks',
    rule: 'trust',
    make: (broken) => {
      broken.trust('Service/ExporterTaskRole').Principal = { Service: 'lambda.amazonaws.com' };
    },
  },
  {
    hole: 'lets a second service assume the role of the function',
    rule: 'trust',
    make: (broken) => {
      broken.trust('Api/ObjectsRole').Principal = {
        Service: ['lambda.amazonaws.com', 'ec2.amazonaws.com'],
      };
    },
  },
  {
    hole: 'lets every task of every account have the role of the tasks',
    rule: 'trust',
    make: (broken) => {
      delete broken.trust('Service/ExporterTaskRole').Condition;
    },
  },
  {
    hole: 'asks flow logs for any account',
    rule: 'trust',
    make: (broken) => {
      broken.trust('Network/NetworkFlowLogRole').Condition = {
        StringLike: { 'aws:SourceAccount': '*' },
      };
    },
  },
  {
    hole: 'lets in whom an identity provider knows',
    rule: 'trust',
    make: (broken) => {
      Object.assign(broken.trust('Registry/ImagesPublishingRole'), {
        Action: 'sts:AssumeRoleWithWebIdentity',
        Principal: { Federated: 'token.actions.githubusercontent.com' },
      });
    },
  },
  {
    hole: 'lets in everybody but one',
    rule: 'trust',
    make: (broken) => {
      const statement = broken.trust('Identity/ApiClient');
      statement.NotPrincipal = { AWS: FOREIGN };
      delete statement.Principal;
    },
  },
  {
    hole: 'has a parameter say who may assume a role',
    rule: 'undecided',
    make: (broken) => {
      broken.trust('Identity/ApiClient').Principal = {
        AWS: { 'Fn::If': ['Open', '*', { 'Fn::ImportValue': 'SomebodyElse' }] },
      };
    },
  },
];
