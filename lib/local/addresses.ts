import type { StackOutputs } from './cdk';
import type { LocalAws } from './local-aws';

/**
 * Where a stage is called. The emulator also knows an API by a host name below `localhost`, which not
 * every machine resolves; this address needs no resolver, and signatures cover it like any other.
 *
 * @param apiId the id of a REST or WebSocket API
 */
export function addressOf(aws: Pick<LocalAws, 'endpoint'>, apiId: string, stage: string): string {
  return `${aws.endpoint.origin}/_aws/execute-api/${apiId}/${stage}`;
}

/** The same for the handshake of a WebSocket. */
export function webSocketAddressOf(...stage: Parameters<typeof addressOf>): string {
  return addressOf(...stage).replace(/^https/, 'wss');
}

/** What names an API's own address on AWS: scheme, id, stage and the path below. */
const ON_AWS = /^(https|wss):\/\/([a-z0-9]+)\.execute-api\.[^/]+\/([^/]+)(.*)$/;

/** The outputs, with local addresses in place of those that lead to AWS. */
export function localised(aws: Pick<LocalAws, 'endpoint'>, outputs: StackOutputs): StackOutputs {
  const ofStack = ([stack, values]: [string, StackOutputs[string]]) => {
    const local = Object.entries(values).map(([name, value]) => [name, localValue(aws, value)]);
    return [stack, Object.fromEntries(local) as StackOutputs[string]];
  };
  return Object.fromEntries(Object.entries(outputs).map(ofStack)) as StackOutputs;
}

function localValue(aws: Pick<LocalAws, 'endpoint'>, value: string): string {
  const [, scheme, apiId = '', stage = '', path = ''] = ON_AWS.exec(value) ?? [];
  if (scheme === undefined) return value;
  return (scheme === 'wss' ? webSocketAddressOf : addressOf)(aws, apiId, stage) + path;
}
