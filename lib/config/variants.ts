import { environmentNamed, ENVIRONMENTS } from './environments';
import type { EnvironmentConfig } from './schema';

/** An environment of the list, with a part that the configuration can turn on or off. */
interface Variant {
  /** What it is called in a test or a table. */
  readonly name: string;

  /** The environment of the list that it is. */
  readonly environment: string;

  /** Its fields. */
  readonly config: EnvironmentConfig;
}

const CHANGES: Readonly<Record<string, readonly [environment: string, changed: object]>> = {
  'sandbox in one Region': ['sandbox', { region: 'eu-west-1' }],
  'sandbox without a way out': ['sandbox', { egress: 'none' }],
  'sandbox with a canary': ['sandbox', { canaryPercent: 0 }],
  'production without a web ACL': ['production', { webAcl: false }],
  'production with a domain': [
    'production',
    {
      domainName: 'api.example.com',
      certificateArn:
        'arn:aws:acm:eu-central-1:111122223333:certificate/0a1b2c3d-0000-4000-8000-1111',
    },
  ],
  'production with pages in a browser': ['production', { allowedOrigins: ['https://a.example'] }],
  'production with tokens': [
    'production',
    { tokenIssuer: 'https://login.example', tokenAudience: 'https://api.example' },
  ],
  'production with a canary': ['production', { canaryPercent: 10, canaryBaseline: 'a1b2c3' }],
};

/** What can be deployed: each environment, and each with a part turned on or off. Policy holds for all of them. */
export const VARIANTS: readonly Variant[] = [
  ...ENVIRONMENTS.map(({ name }) => ({ name, environment: name, config: environmentNamed(name) })),
  ...Object.entries(CHANGES).map(([name, [environment, changed]]) => ({
    name,
    environment,
    config: environmentNamed(environment, { ...changed }),
  })),
];
