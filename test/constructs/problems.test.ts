import { Aws, Lazy, Token } from 'aws-cdk-lib/core';
import * as logs from 'aws-cdk-lib/aws-logs';
import { isOneOf, isWhole, Problems } from '../../lib/constructs/problems';

/** What one check says of a value. */
function said(value: unknown, isGood: (value: unknown) => boolean): string | undefined {
  const problems = new Problems();
  problems.check('field', value, isGood, 'do better');
  try {
    problems.throwIfAny();
  } catch (error) {
    return (error as Error).message;
  }
  return undefined;
}

const bad = () => false;

test('says every problem in one error, a line each', () => {
  const problems = new Problems();
  problems.check('rateLimit', -1, isWhole(0), 'use 0 or more');
  problems.check('stageName', 'live', () => true, 'never said');
  problems.add('domainName', 'foo', 'use a name such as api.example.com');
  expect(() => {
    problems.throwIfAny();
  }).toThrow(
    /^rateLimit is -1: use 0 or more\ndomainName is "foo": use a name such as api\.example\.com$/,
  );
});

test('passes what is good, what is not set and what only the deploy knows', () => {
  expect(said(5, isWhole(1, 5) as typeof bad)).toBeUndefined();
  expect(said(undefined, bad)).toBeUndefined();
  expect(said(Aws.REGION, bad)).toBeUndefined();
  expect(said(`https://${Aws.REGION}.example.com`, bad)).toBeUndefined();
  expect(said(Token.asNumber(Lazy.any({ produce: () => 1 })), bad)).toBeUndefined();
});

test.each([
  ['', 'field is "": do better'],
  [Number.NaN, 'field is NaN: do better'],
  [null, 'field is null: do better'],
  [['a', 1], 'field is ["a", 1]: do better'],
  [['a', Aws.REGION], 'field is ["a", "<token>"]: do better'],
  [[Token.asNumber({ Ref: 'Rate' })], 'field is [<token>]: do better'],
])('shows %j so that it can be read, and no token', (value, message) => {
  expect(said(value, bad)).toBe(message);
});

test('shows what is not set as such, and the text around a token', () => {
  const problems = new Problems();
  problems.add('field', undefined, 'set it');
  problems.add('url', `http://${Aws.REGION}.example.com`, 'use https');
  expect(() => {
    problems.throwIfAny();
  }).toThrow('field is not set: set it\nurl is "http://<token>.example.com": use https');
});

test.each([0, 6, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '3', 2 ** 60])(
  'takes %p for no whole number from 1 to 5',
  (value) => {
    expect(isWhole(1, 5)(value as number)).toBe(false);
  },
);

test.each([
  ['none', 'authorization is "none": use "iam" or "jwt"'],
  ['toString', 'authorization is "toString": use "iam" or "jwt"'],
  [Aws.REGION, 'authorization is "<token>": use "iam" or "jwt"'],
])('takes %j for no choice, because what it chooses is chosen at synthesis', (value, message) => {
  const problems = new Problems();
  problems.checkChoice('authorization', value, ['iam', 'jwt']);
  problems.checkChoice('authorization', 'jwt', ['iam', 'jwt']);
  problems.checkChoice('authorization', undefined, ['iam', 'jwt']);
  expect(() => {
    problems.throwIfAny();
  }).toThrow(new Error(message));
});

test.each([
  [logs.RetentionDays.ONE_WEEK, true],
  [logs.RetentionDays.INFINITE, true],
  [8, false],
  [0, false],
  ['ONE_WEEK', false],
  ['7', false],
])('tells of %p whether it is a value of an enumeration', (value, known) => {
  expect(isOneOf(logs.RetentionDays)(value)).toBe(known);
});
