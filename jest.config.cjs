// Node.js 20 runs everything here; what the SDK says about its own future is for who upgrades it.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** Folders whose tests start other programs; everything else is the fast loop. */
const slow = ['<rootDir>/test/strict/', '<rootDir>/test/deploy/'];

const project = (displayName, folder, testPathIgnorePatterns = []) => ({
  displayName,
  testMatch: [`<rootDir>/${folder}/**/*.test.ts`],
  testPathIgnorePatterns,
  testEnvironment: 'node',
  // jose comes as ECMAScript modules alone, which Jest does not load.
  transformIgnorePatterns: ['/node_modules/(?!jose/)'],
  transform: {
    '^.+\\.ts$|/jose/.+\\.js$': [
      'ts-jest',
      {
        tsconfig: {
          module: 'CommonJS',
          moduleResolution: 'node10',
          // As Node.js itself does: the default import of a CommonJS module or a JSON file is the whole.
          esModuleInterop: true,
          isolatedModules: true,
          allowJs: true,
        },
      },
    ],
  },
  setupFilesAfterEnv: ['aws-cdk-lib/testhelpers/jest-autoclean'],
});

module.exports = {
  maxWorkers: 2,
  // A wait in vain should fail, a busy machine should not.
  testTimeout: 60_000,
  projects: [
    project('unit', 'test', slow),
    project('strict', 'test/strict'),
    project('deploy', 'test/deploy'),
  ],
};
