import type { APIGatewayTokenAuthorizerHandler } from 'aws-lambda';
import { inTime } from '../invocation/in-time';
import { authorize, type Dependencies } from './authorize';
import { writeLog } from './log';
import { tokenVerifier } from './verify';

const dependencies: Dependencies = {
  verify: tokenVerifier({
    issuer: setting('ISSUER', 'the OIDC issuer'),
    audience: setting('AUDIENCE', 'the audience that tokens must be for'),
    algorithm: setting('ALGORITHM', 'the algorithm that tokens must be signed with'),
  }),
  scopes: (process.env.SCOPES ?? '').split(' ').filter((scope) => scope !== ''),
  log: writeLog,
};

/** What Lambda calls, once for each request to a method that asks for a token. */
export const handler: APIGatewayTokenAuthorizerHandler = (event, context) =>
  authorize(
    { ...dependencies, verify: (token) => inTime(context, () => dependencies.verify(token)) },
    event,
  );

function setting(name: string, meaning: string): string {
  const value = process.env[name];
  if (value === undefined || value === '')
    throw new Error(`${name} is not set; set it to ${meaning}`);
  return value;
}
