import { isDomainName, isOrigin } from '../constructs/web-names';
import type { Problem, Rule } from './rule';

const apiLimits: Rule = ({ apiRateLimit, apiBurstLimit }) =>
  apiRateLimit !== undefined && apiBurstLimit !== undefined && apiBurstLimit < apiRateLimit
    ? [
        {
          path: 'apiBurstLimit',
          value: apiBurstLimit,
          remedy: `less than apiRateLimit (${String(apiRateLimit)}); a second's worth of requests would be refused`,
        },
      ]
    : [];

const domain: Rule = ({ domainName, certificateArn, account, region }) => {
  const found: Problem[] = [];
  const name = (remedy: string) => found.push({ path: 'domainName', value: domainName, remedy });
  const certificate = (remedy: string) =>
    found.push({ path: 'certificateArn', value: certificateArn, remedy });
  if (domainName !== undefined) {
    if (!isDomainName(domainName)) {
      name('a name such as api.example.com, in lower case');
    }
    if (certificateArn === undefined) certificate('domainName needs one; set both or neither');
  }
  if (certificateArn !== undefined) {
    if (domainName === undefined) name('certificateArn is for one; set both or neither');
    const [, place] = /^arn:aws[a-z-]*:acm:(.*):certificate\/[\w-]+$/.exec(certificateArn) ?? [];
    if (place === undefined) {
      certificate(
        'an ARN such as arn:aws:acm:eu-central-1:111122223333:certificate/12345678-1234-1234-1234-123456789012',
      );
    } else if (account === undefined || region === undefined) {
      certificate('a certificate is of one account and Region; set account and region');
    } else if (place !== `${region}:${account}`) {
      certificate(`not of account ${account} in ${region}; API Gateway takes no other`);
    }
  }
  return found;
};

const tokens: Rule = ({ tokenIssuer, tokenAudience }) => {
  const found: Problem[] = [];
  if (tokenIssuer !== undefined && !/^https:\/\/[^\s?#]+$/.test(tokenIssuer)) {
    const remedy = 'an issuer is an HTTPS address, such as https://login.example.com';
    found.push({ path: 'tokenIssuer', value: tokenIssuer, remedy });
  }
  if (tokenIssuer !== undefined && !tokenAudience?.trim()) {
    const remedy = 'tokenIssuer needs it; name whom its tokens are issued for';
    found.push({ path: 'tokenAudience', value: tokenAudience, remedy });
  }
  if (tokenIssuer === undefined && tokenAudience !== undefined) {
    const remedy = 'tokenAudience is about its tokens; set both or neither';
    found.push({ path: 'tokenIssuer', value: tokenIssuer, remedy });
  }
  return found;
};

const origins: Rule = ({ allowedOrigins = [] }) =>
  allowedOrigins
    .map((value, index) => ({ path: `allowedOrigins.${String(index)}`, value }))
    .filter(({ value }) => !isOrigin(value))
    .map((found) => ({
      ...found,
      remedy:
        'an origin is a scheme and one host, such as https://app.example.com; http only for localhost',
    }));

const canary: Rule = ({ canaryPercent, canaryBaseline }) => {
  const found: Problem[] = [];
  const baseline = (remedy: string) =>
    found.push({ path: 'canaryBaseline', value: canaryBaseline, remedy });
  if (canaryPercent !== undefined && !(canaryPercent >= 0 && canaryPercent < 100)) {
    found.push({ path: 'canaryPercent', value: canaryPercent, remedy: 'use 0 to 99' });
  }
  if (canaryPercent && canaryBaseline === undefined) {
    baseline('a release needs it; set it, or canaryPercent to 0');
  }
  if (!canaryPercent && canaryBaseline !== undefined) {
    baseline('no release is under way; set canaryPercent, or take this out');
  }
  if (canaryBaseline !== undefined && !/^[a-z0-9]+$/.test(canaryBaseline)) {
    baseline('the id of a deployment, such as a1b2c3');
  }
  return found;
};

/** What must hold between the fields of one environment that are about its API. */
export const apiRules: readonly Rule[] = [apiLimits, domain, tokens, origins, canary];
