import Ajv from 'ajv';
import type { OpenAPIV3 } from 'openapi-types';
import { DOCUMENTS } from '../../api/documents';
import { RULE_GROUPS } from '../../lib/constructs/web-acl-rules';
import { templatesOf } from '../support/environment';
import { first, propertiesOf, testPromises } from '../support/promises';

/**
 * The most bytes that the rules of AWS let through, and text that they do not, from the page of the
 * baseline rule groups as of November 2026. Of Log4j and of path traversal, it gives one example of many.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
 */
const MOST_BYTES: Record<string, number> = { QUERYSTRING: 2048, BODY: 8192, URIPATH: 1024 };
const EXAMPLES: Record<string, readonly string[]> = {
  EC2MetaDataSSRF: ['169.254.169.254/latest/meta-data'],
  GenericLFI: ['../../etc/passwd', 'a../b../etc/passwd'],
  RestrictedExtensions: ['server.log', 'php.ini'],
  GenericRFI: ['http://192.0.2.1/'],
  CrossSiteScripting: ['<script>alert("hello")</script>'],
  JavaDeserializationRCE: ['(java.lang.Runtime).getRuntime().exec("whoami")'],
  ExploitablePaths: ['WEB-INF/web.xml'],
  Log4JRCE: ['${jndi:ldap://example.com/}', '${jndi:dns:example.com}'],
  ReactJSRCE: ['{"then":"$1:__proto__:then"}'],
};

/** Two bytes of UTF-8, six when they are percent-encoded. */
const LONG = 'é';

const ajv = new Ajv({ strict: false });

/** What a document lets a caller choose freely, and a request of the longest of it, by what WAF inspects. */
function placesOf(version: string, { components, paths }: OpenAPIV3.Document) {
  const { Key } = components?.schemas as Record<string, OpenAPIV3.SchemaObject>;
  const { Prefix, Cursor } = components?.parameters as Record<
    string,
    { schema: OpenAPIV3.SchemaObject }
  >;
  const put = paths['/objects/{key}']?.put?.requestBody as OpenAPIV3.RequestBodyObject;
  const body = put.content['*/*']?.schema as OpenAPIV3.SchemaObject;
  // Lengths of the documents are in bytes, as they say.
  const key = LONG.repeat((Key?.maxLength ?? 0) / 2);
  const prefix = LONG.repeat((Prefix?.schema.maxLength ?? 0) / 2);
  const cursor = '='.repeat(Cursor?.schema.maxLength ?? 0);
  expect(ajv.validate(Key ?? false, key)).toBe(true);
  expect(ajv.validate(Prefix?.schema ?? false, prefix)).toBe(true);
  expect(ajv.validate(Cursor?.schema ?? false, cursor)).toBe(true);
  return {
    URIPATH: {
      schema: Key,
      longest: `/live/${version}/objects/${encodeURIComponent(key)}`.length,
    },
    QUERYSTRING: {
      schema: Prefix?.schema,
      longest: new URLSearchParams({ prefix, cursor }).toString().length,
    },
    BODY: { schema: { ...body, format: undefined }, longest: body.maxLength ?? 0 },
  };
}

const PLACES = Object.entries(DOCUMENTS).map(([version, document]) => placesOf(version, document));

/** Whether a request that some document allows would be matched by a rule. */
function matchesAllowed(rule: string): boolean {
  // No document demands it. Of other headers, an ETag that the API gave and a token resemble no attack.
  if (rule === 'NoUserAgent_HEADER') return true;
  const [family = '', inspected = ''] = rule.split(/_(?=[^_]+$)/);
  const place = inspected.replace('QUERYARGUMENTS', 'QUERYSTRING') as keyof (typeof PLACES)[number];
  return PLACES.some((places) => {
    if (!(place in places)) return false;
    const { schema, longest } = places[place];
    return family === 'SizeRestrictions'
      ? longest > (MOST_BYTES[place] ?? Infinity)
      : EXAMPLES[family]?.some((text) => ajv.validate(schema ?? false, text)) === true;
  });
}

const rules: string[] = [...RULE_GROUPS.CommonRuleSet, ...RULE_GROUPS.KnownBadInputsRuleSet];
const { Api: template } = templatesOf('sandbox', { webAcl: true });
if (!template) throw new Error('there is no stack of the API');

interface Rule {
  Statement: { ManagedRuleGroupStatement?: { RuleActionOverrides: { Name: string }[] } };
}

const WEB_ACL = 'AWS::WAFv2::WebACL';
const overridesOf = (all: readonly Rule[]) =>
  all.map(({ Statement }) => Statement.ManagedRuleGroupStatement?.RuleActionOverrides ?? []);
const counted = (of: typeof template) =>
  propertiesOf<{ Rules: Rule[] }>(of, WEB_ACL)
    .flatMap(({ Rules }) => overridesOf(Rules).flat())
    .map(({ Name }) => Name);

testPromises(
  () => template,
  [
    {
      promise: 'the web ACL blocks no request that the documents allow',
      holds: (of) => {
        expect(counted(of)).toEqual(expect.arrayContaining(rules.filter(matchesAllowed)));
      },
      mutant: (resources) => {
        const [, , common = []] = overridesOf(first(resources, WEB_ACL).Rules as Rule[]);
        common.splice(
          common.findIndex(({ Name }) => Name === 'SizeRestrictions_URIPATH'),
          1,
        );
      },
    },
    {
      promise: 'the web ACL blocks whatever else the rules of AWS block',
      holds: (of) => {
        expect(counted(of).filter((rule) => !matchesAllowed(rule))).toEqual([]);
      },
      mutant: (resources) => {
        const [, , common = []] = overridesOf(first(resources, WEB_ACL).Rules as Rule[]);
        common.push({ Name: 'GenericRFI_URIPATH' });
      },
    },
  ],
);

test('the longest of each place is longer than a rule of AWS lets through', () => {
  for (const places of PLACES) {
    for (const [place, { longest }] of Object.entries(places)) {
      expect(longest).toBeGreaterThan(MOST_BYTES[place] ?? Infinity);
    }
  }
});

test('some rules still block', () => {
  expect(rules.filter((rule) => !matchesAllowed(rule))).toEqual([
    'UserAgent_BadBots_HEADER',
    'SizeRestrictions_Cookie_HEADER',
    'EC2MetaDataSSRF_COOKIE',
    'GenericRFI_URIPATH',
    'CrossSiteScripting_COOKIE',
    'JavaDeserializationRCE_HEADER',
    'Host_localhost_HEADER',
    'PROPFIND_METHOD',
    'Log4JRCE_HEADER',
  ]);
});
