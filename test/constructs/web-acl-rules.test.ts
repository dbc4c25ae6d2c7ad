import { RULE_GROUPS } from '../../lib/constructs/web-acl-rules';

const names: string[] = Object.values(RULE_GROUPS).flat();

test('names each rule once, so that a name says which group has it', () => {
  expect(new Set(names).size).toBe(names.length);
});

test('names rules of requests as AWS does, with what they inspect at the end', () => {
  for (const name of [...RULE_GROUPS.CommonRuleSet, ...RULE_GROUPS.KnownBadInputsRuleSet]) {
    expect(name).toMatch(/_(HEADER|COOKIE|BODY|URIPATH|QUERYSTRING|QUERYARGUMENTS|METHOD)$/);
  }
});
