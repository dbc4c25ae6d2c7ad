import eslint from '@eslint/js';
import awscdk from 'eslint-plugin-awscdk';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/**
 * Arrows of dependency never turn back (docs/adr/0001): for each folder, what it may not import.
 * `bin` creates, `environment` composes, `stacks` wire, `constructs` stand alone; `api` is what all know.
 */
const forbidden = {
  'api/**': [
    '**/lib/**',
    '**/lambda/**',
    '**/service/**',
    '**/client/**',
    'aws-cdk-lib',
    'constructs',
  ],
  'lib/config/**': [
    '**/stacks/**',
    '**/constructs/**',
    // Facts and forms that constructs and the configuration must not see differently.
    '!**/constructs/cidr',
    '!**/constructs/web-names',
    '!**/constructs/zone-ids',
    '**/policy/**',
    '**/local/**',
    'aws-cdk-lib',
    'aws-cdk-lib/**',
  ],
  'lib/constructs/**': [
    '**/api/**',
    '**/stacks/**',
    '**/config/**',
    '**/policy/**',
    '**/local/**',
    '**/environment',
  ],
  'lib/stacks/**': ['**/config/**', '**/policy/**', '**/local/**', '**/environment'],
  'lib/policy/**': [
    '**/stacks/**',
    '**/constructs/**',
    '**/config/**',
    '**/local/**',
    '**/environment',
  ],
  'lib/template/**': [
    '**/stacks/**',
    '**/constructs/**',
    '**/config/**',
    '**/policy/**',
    '**/local/**',
    '**/environment',
    'aws-cdk-lib',
    'aws-cdk-lib/**',
    'constructs',
  ],
  'lib/local/**': [
    '**/stacks/**',
    '**/constructs/**',
    '**/policy/**',
    '**/environment',
    'aws-cdk-lib',
    'aws-cdk-lib/**',
  ],
  'lambda/**': ['**/lib/**', 'aws-cdk-lib', 'aws-cdk-lib/**', 'constructs'],
  'service/**': ['**/lib/**', '**/lambda/**', 'aws-cdk-lib', 'aws-cdk-lib/**', 'constructs'],
  'client/**': [
    '**/lib/**',
    '**/lambda/**',
    '**/service/**',
    'aws-cdk-lib',
    'aws-cdk-lib/**',
    'constructs',
  ],
};

export default defineConfig([
  { ignores: ['cdk.out/**', '.local/**', 'coverage/**'] },
  {
    files: ['**/*.ts'],
    extends: [
      eslint.configs.recommended,
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
    ],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
  },
  {
    files: ['lib/constructs/**/*.ts', 'lib/stacks/**/*.ts', 'lib/environment.ts'],
    extends: [awscdk.configs.strict],
    rules: {
      // It rejects the recommended `props = {}`.
      'awscdk/construct-constructor-property': 'off',
      // It reads the word "private" in a path as a private folder.
      'awscdk/no-import-private': 'off',
    },
  },
  {
    // An interface hides what the owner of a resource needs: its connections, its variables, its scaling.
    files: ['lib/constructs/**/*.ts'],
    rules: {
      'awscdk/no-construct-in-interface': 'off',
      'awscdk/no-construct-in-public-property-of-construct': 'off',
    },
  },
  {
    // Days were checked against CloudWatch's own list, whose values CDK's enum only names.
    files: ['lib/environment.ts'],
    rules: { '@typescript-eslint/no-unsafe-enum-assignment': 'off' },
  },
  ...Object.entries(forbidden).map(([files, group]) => ({
    files: [files],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [{ group, message: 'the arrows of dependency never turn back: docs/adr/0001' }],
        },
      ],
    },
  })),
  { files: ['**/*.mjs', '**/*.cjs'], extends: [tseslint.configs.disableTypeChecked] },
]);
