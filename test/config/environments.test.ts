import { ENVIRONMENTS, environmentNamed } from '../../lib/config/environments';
import { parseEnvironments } from '../../lib/config/parse';

const [sandbox = {}] = ENVIRONMENTS;
const pinned = { ...sandbox, account: '111122223333', region: 'eu-west-1' };

const domainName = 'api.example.com';
const certificateArn =
  'arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d-0000-4000-8000-111122223333';

function messageFor(...inputs: unknown[]): string {
  try {
    parseEnvironments(inputs);
    return 'accepted';
  } catch (error) {
    return String(error);
  }
}

test('accepts every environment that is shipped', () => {
  expect(parseEnvironments(ENVIRONMENTS)).toEqual(ENVIRONMENTS);
});

test('accepts a domain with a certificate of the same account and Region', () => {
  expect(messageFor({ ...pinned, domainName, certificateArn })).toBe('accepted');
});

test.each([{ canaryPercent: 0 }, { canaryPercent: 10, canaryBaseline: 'a1b2c3' }])(
  'accepts a canary: %j',
  (canary) => {
    expect(messageFor({ ...sandbox, ...canary })).toBe('accepted');
  },
);

test('answers an unknown name with the known ones', () => {
  expect(() => environmentNamed('prod')).toThrow(
    'unknown environment "prod"; known: sandbox, production',
  );
});

test('leaves account and Region out of the sandbox', () => {
  const { account, region, zones } = environmentNamed('sandbox');
  expect({ account, region, zones }).toEqual({ account: undefined, region: undefined, zones: 3 });
});

test.each([
  ['us-west-1', 2],
  ['us-west-2', 3],
])('gives the sandbox in %s %i zones', (callerRegion, zones) => {
  expect(environmentNamed('sandbox', {}, callerRegion)).toMatchObject({ zones });
});

test('leaves a pinned environment as it is, wherever the caller is', () => {
  expect(environmentNamed('production', {}, 'us-west-1')).toEqual(environmentNamed('production'));
});

test('refuses to take the sandbox to a Region without VPC links, and names both', () => {
  expect(() => environmentNamed('sandbox', {}, 'eu-south-1')).toThrow(
    'sandbox names no Region, and AWS_REGION or the profile is "eu-south-1": API Gateway has no VPC links there',
  );
});

test.each(['https://münchen.example', 'https://api.example.xn--p1ai'])(
  'accepts the name %s as browsers write it',
  (origin) => {
    const domain = new URL(origin).hostname;
    const named = { domainName: domain, certificateArn, allowedOrigins: [new URL(origin).origin] };
    expect(messageFor({ ...pinned, ...named })).toBe('accepted');
  },
);

test.each<[string, object, string]>([
  [
    'an account that is not 12 digits',
    { ...pinned, account: '1234' },
    'sandbox.account is "1234": an account id is 12 digits',
  ],
  ['an account that is a number', { ...pinned, account: 111122223333 }, 'put it in quotes'],
  [
    'an account without a Region',
    { ...sandbox, account: '111122223333' },
    'an account needs its region',
  ],
  [
    'an issuer without TLS',
    { ...sandbox, tokenIssuer: 'http://login.example', tokenAudience: 'a' },
    'sandbox.tokenIssuer is "http://login.example": an issuer is an HTTPS address',
  ],
  [
    'an issuer of tokens for nobody',
    { ...sandbox, tokenIssuer: 'https://login.example', tokenAudience: ' ' },
    'sandbox.tokenAudience is " ": tokenIssuer needs it',
  ],
  [
    'an audience without an issuer',
    { ...sandbox, tokenAudience: 'a' },
    'sandbox.tokenIssuer is missing: tokenAudience is about its tokens; set both or neither',
  ],
  [
    'an origin that names no page',
    { ...sandbox, allowedOrigins: ['https://app.example.com', '*'] },
    'sandbox.allowedOrigins.1 is "*": an origin is a scheme and one host',
  ],
  [
    'an origin with a path',
    { ...sandbox, allowedOrigins: ['https://a.example/'] },
    'scheme and one',
  ],
  ['an origin of many hosts', { ...sandbox, allowedOrigins: ['https://*.a.example'] }, 'one host'],
  [
    'an origin without TLS',
    { ...sandbox, allowedOrigins: ['http://a.example'] },
    'http only for localhost',
  ],
  [
    'a release without its baseline',
    { ...sandbox, canaryPercent: 10 },
    'sandbox.canaryBaseline is missing: a release needs it; set it, or canaryPercent to 0',
  ],
  [
    'a baseline without a release',
    { ...sandbox, canaryPercent: 0, canaryBaseline: 'a1b2c3' },
    'sandbox.canaryBaseline is "a1b2c3": no release is under way',
  ],
  [
    'a baseline that is none',
    { ...sandbox, canaryPercent: 10, canaryBaseline: 'live/1' },
    'sandbox.canaryBaseline is "live/1": the id of a deployment',
  ],
  [
    'a canary that takes everything',
    { ...sandbox, canaryPercent: 100, canaryBaseline: 'a1b2c3' },
    'sandbox.canaryPercent is 100: use 0 to 99',
  ],
  [
    'a Region that is none',
    { ...pinned, region: 'europe' },
    'sandbox.region is "europe": API Gateway',
  ],
  [
    'more zones than a Region has',
    { ...pinned, region: 'us-west-1' },
    'sandbox.zones is 3: us-west-1 has 2; use that',
  ],
  [
    'fewer tasks than zones',
    { ...sandbox, zones: 4 },
    'sandbox.minTasks is 3: a zone would have no task; use zones (4) or more',
  ],
  [
    'a key that every object inherits',
    JSON.parse(JSON.stringify(sandbox).replace('{', '{"__proto__":1,')) as object,
    'sandbox.__proto__ is 1: unknown field; known: name',
  ],
  [
    'a range that is octal to others',
    { ...sandbox, vpcCidr: '010.0.0.0/16' },
    'sandbox.vpcCidr is "010.0.0.0/16": write the first address',
  ],
  ['zones by name', { ...pinned, zones: ['eu-west-1a'] }, 'a whole number of zones'],
  [
    'fewer than two zones',
    { ...sandbox, zones: 1 },
    'sandbox.zones is 1: use two or more; one alone can be lost',
  ],
  ['more zones than the address plan has room for', { ...sandbox, zones: 5 }, 'room for 4 zones'],
  [
    'a range that starts elsewhere',
    { ...sandbox, vpcCidr: '10.0.0.5/16' },
    'write the first address of an IPv4 range',
  ],
  [
    'a range that is none',
    { ...sandbox, vpcCidr: '10.0.0.0' },
    'write the first address of an IPv4 range',
  ],
  [
    'a range with an octet over 255',
    { ...sandbox, vpcCidr: '10.256.0.0/16' },
    'write the first address of an IPv4 range',
  ],
  [
    'a range that is too small',
    { ...sandbox, vpcCidr: '10.0.0.0/21' },
    'too small for four zones and four tiers; use /16 to /20',
  ],
  ['a range that is too large', { ...sandbox, vpcCidr: '10.0.0.0/8' }, 'larger than a VPC can be'],
  ['a public range', { ...sandbox, vpcCidr: '8.8.0.0/16' }, 'not a private range'],
  [
    'an egress mode that is unknown',
    { ...sandbox, egress: 'two' },
    'sandbox.egress is "two": use none, single, per-zone or regional',
  ],
  [
    'a number of NAT gateways, which could exceed the zones',
    { ...sandbox, natGateways: 4 },
    'sandbox.natGateways is 4: unknown field; the number of NAT gateways follows from egress',
  ],
  [
    'the image tag latest',
    { ...sandbox, imageTag: 'latest' },
    'a tag that moves cannot be rolled back',
  ],
  ['an image tag that is none', { ...sandbox, imageTag: 'a b' }, 'a tag is 1 to 128 of'],
  [
    'more tasks at least than at most',
    { ...sandbox, minTasks: 9, maxTasks: 2 },
    'sandbox.minTasks is 9: more than maxTasks (2)',
  ],
  ['no tasks', { ...sandbox, minTasks: 0 }, 'at least 1 of tasks'],
  ['a CPU size that Fargate lacks', { ...sandbox, taskCpu: 300 }, 'Fargate knows only 256, 512'],
  [
    'a memory size that does not go with the CPU',
    { ...sandbox, taskMemoryMiB: 4096 },
    'with 256 CPU units Fargate offers 512 to 2048 MiB in steps of 512',
  ],
  [
    'a retention that CloudWatch does not know',
    { ...sandbox, logRetentionDays: 8 },
    'sandbox.logRetentionDays is 8: CloudWatch Logs knows only 1, 3, 5',
  ],
  [
    'a burst below the rate',
    { ...sandbox, apiRateLimit: 50, apiBurstLimit: 10 },
    'less than apiRateLimit (50)',
  ],
  [
    'an address for alarms that is none',
    { ...sandbox, alarmEmail: 'operations' },
    'sandbox.alarmEmail is "operations": an address such as operations@example.com',
  ],
  [
    'neither a web ACL nor none',
    { ...sandbox, webAcl: 'on' },
    'sandbox.webAcl is "on": use true or false',
  ],
  [
    'a domain without a certificate',
    { ...pinned, domainName },
    'sandbox.certificateArn is missing: domainName needs one; set both or neither',
  ],
  [
    'a certificate without a domain',
    { ...pinned, certificateArn },
    'sandbox.domainName is missing: certificateArn is for one; set both or neither',
  ],
  [
    'a domain that is an address',
    { ...pinned, certificateArn, domainName: 'https://api.example.com/' },
    'sandbox.domainName is "https://api.example.com/": a name such as api.example.com',
  ],
  [
    'a domain in capitals',
    { ...pinned, certificateArn, domainName: 'API.example.com' },
    'in lower case',
  ],
  [
    'a certificate that is none',
    { ...pinned, domainName, certificateArn: 'arn:aws:iam::111122223333:server-certificate/api' },
    'an ARN such as arn:aws:acm:',
  ],
  [
    'a certificate of another Region',
    { ...pinned, domainName, certificateArn: certificateArn.replace('eu-west-1', 'us-east-1') },
    'not of account 111122223333 in eu-west-1; API Gateway takes no other',
  ],
  [
    'a certificate of another account',
    { ...pinned, domainName, certificateArn: certificateArn.replace('1111', '9999') },
    'not of account 111122223333 in eu-west-1',
  ],
  [
    'a certificate where account and Region are left open',
    { ...sandbox, domainName, certificateArn },
    'a certificate is of one account and Region; set account and region',
  ],
  [
    'a target that is not a number of milliseconds',
    { ...sandbox, latencyTargetMs: 0.3 },
    'sandbox.latencyTargetMs is 0.3: a whole number of milliseconds',
  ],
  [
    'to set aside no runs, which would stop the function',
    { ...sandbox, functionConcurrency: 0 },
    'sandbox.functionConcurrency is 0: at least 1 of runs',
  ],
  ['a name in capitals', { ...sandbox, name: 'Sandbox' }, 'lower-case letters and digits'],
  [
    'a key that is unknown',
    { ...sandbox, vpcCIDR: '10.0.0.0/16' },
    'sandbox.vpcCIDR is "10.0.0.0/16": unknown field; known: name, account',
  ],
  [
    'an answer to deletion that is unknown',
    { ...sandbox, onDelete: 'keep' },
    'use retain or destroy',
  ],
])('refuses %s', (_, input, message) => {
  expect(messageFor(input)).toContain(message);
});

test('refuses two environments whose ranges overlap', () => {
  expect(messageFor(sandbox, { ...sandbox, name: 'other', vpcCidr: '10.0.128.0/20' })).toContain(
    'other.vpcCidr is "10.0.128.0/20": overlaps 10.0.0.0/16 of sandbox',
  );
});

test('refuses two environments of one name', () => {
  expect(messageFor(sandbox, { ...sandbox, vpcCidr: '10.9.0.0/16' })).toContain('used twice');
});

test('lists every problem of every environment in one error', () => {
  const message = messageFor(
    { ...sandbox, egress: 'two', minTasks: 9, maxTasks: 2 },
    { ...sandbox, name: 'other', vpcCidr: '10.9.0.0/16', imageTag: 'latest', zone: 3 },
  );
  expect(message).toContain('the configuration has 4 problems');
  expect(message.match(/^ {2}(sandbox|other)\.\w+/gm)).toEqual([
    '  sandbox.egress',
    '  sandbox.minTasks',
    '  other.zone',
    '  other.imageTag',
  ]);
});
