import type { Rule } from '../rule';

/** What is stolen from a user or a key works until somebody takes it away. */
export const credentials: Rule = {
  id: 'credentials',
  demands: 'Nobody has credentials that last.',
  remedy: 'use a role',
  findings: (model) =>
    model.resources
      .filter(({ type }) => /^AWS::IAM::(User|AccessKey|Group|UserToGroupAddition)$/.test(type))
      .map((resource) => ({ resource, path: 'Type', value: resource.type })),
};
