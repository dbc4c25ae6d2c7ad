import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Credentials } from '../../lib/local/local-aws';
import type { Listener } from './listeners';

/** A request that must not be served, and how to send it. */
export interface Forgery {
  readonly name: string;
  readonly to: Listener & { readonly tls?: boolean };
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What whoever gets in would call. */
interface Call {
  readonly method: string;
  readonly path: string;
  readonly service: string;
}

type TcpListener = Extract<Listener, { port: number }>;

const LIST_BUCKETS: Call = { method: 'GET', path: '/', service: 's3' };

/** What is open to nobody, whatever it is signed with. */
const CLOSED: readonly Call[] = [
  { method: 'POST', path: '/_ministack/reset', service: 's3' },
  { method: 'GET', path: '/_ministack/health', service: 's3' },
  { method: 'GET', path: '/_ministack/lambda-code/objects', service: 'lambda' },
  { method: 'POST', path: '/_ministack/config', service: 's3' },
  { method: 'PUT', path: '/_ministack/cfn-response/00000000', service: 's3' },
  { method: 'GET', path: '/_localstack/health', service: 's3' },
  { method: 'GET', path: '/v2/', service: 'ecr' },
  { method: 'GET', path: '/v2/_catalog', service: 'ecr' },
  { method: 'POST', path: '/v2/exporter/blobs/uploads/', service: 'ecr' },
];

/** What is open to those who have signed. */
const SIGNED: readonly Call[] = [
  LIST_BUCKETS,
  { method: 'GET', path: '/2015-03-31/functions/', service: 'lambda' },
  { method: 'GET', path: '/?Action=ListRoles&Version=2010-05-08', service: 'iam' },
];

/** Where the deployed system is called, and with what. */
export interface Secrets {
  readonly root: Credentials;

  /** Temporary credentials of a role that may call the API and nothing else. */
  readonly client: Credentials;

  /** Path of a route that asks for a signature. */
  readonly route: string;

  /** Name of a load balancer. */
  readonly balancer: string;
}

/** How a WebSocket begins. */
const CONNECT = {
  ...{ connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' },
  'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
};

const KEY_IDS = ['test', '123456789012', 'ASIA0123456789ABCDEF'];

/** Everything that can be made up without the secrets of a run, sent to one address. */
export async function forgeriesFor(listener: TcpListener, secrets: Secrets): Promise<Forgery[]> {
  const { root, client, route, balancer } = secrets;
  const host = `${listener.address}:${String(listener.port)}`;
  const api: Call = { method: 'GET', path: route, service: 'execute-api' };
  const exports: Call = {
    ...{ method: 'GET', path: `/_alb/${balancer}/v2/exports`, service: 'elasticloadbalancing' },
  };
  const nobody = [...CLOSED, ...SIGNED, api, exports].map((call) => ({ call, as: 'nobody' }));
  const made: { call: Call; as: string; headers?: Record<string, string>; path?: string }[] =
    nobody;
  const wrong = [...KEY_IDS, root.accessKeyId, client.accessKeyId].map((accessKeyId) => ({
    ...{ accessKeyId, secretAccessKey: 'test', sessionToken: undefined },
  }));
  for (const call of [...SIGNED, ...CLOSED, exports, api]) {
    for (const credentials of wrong) {
      const as = `${credentials.accessKeyId} with a wrong secret`;
      made.push({ call, as, headers: await signed(call, host, credentials) });
      made.push({ call, as: `${as} in the query`, path: await presigned(call, host, credentials) });
      const old = { authorization: `AWS ${credentials.accessKeyId}:c2lnbmF0dXJl` };
      made.push({ call, as: `${as}, in the old way`, headers: old });
    }
  }
  for (const call of [...CLOSED, exports]) {
    made.push({ call, as: 'root', headers: await signed(call, host, root) });
  }
  if (listener.address !== '127.0.0.1') {
    // On the bridge, not even those may pass who could elsewhere.
    for (const call of [...SIGNED, api]) {
      made.push({ call, as: 'root', headers: await signed(call, host, root) });
      const headers = await signed(call, host, client);
      made.push({ call, as: 'the client', headers });
      made.push({ call, as: 'the client that connects', headers: { ...headers, ...CONNECT } });
    }
  }
  const password = Buffer.from('AWS:test').toString('base64');
  const basic = { authorization: `Basic ${password}` };
  made.push(...CLOSED.map((call) => ({ call, as: 'a wrong password', headers: basic })));
  const pages: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: `https://${host}` },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'same-origin' },
  ];
  for (const call of [LIST_BUCKETS, api]) {
    for (const page of pages) {
      const headers = { ...(await signed(call, host, root)), ...page };
      made.push({ call, as: `a page: ${JSON.stringify(page)}`, headers });
      made.push({ call, as: 'a page that connects', headers: { ...headers, ...CONNECT } });
    }
    for (const name of foreignHosts(listener)) {
      made.push({ call, as: `a page of ${name}`, headers: await signed(call, name, root) });
      made.push({
        call,
        as: `${name} in the query`,
        path: await presigned(call, name, root),
        headers: { host: name },
      });
    }
    made.push({
      call,
      as: 'another target',
      path: `http://evil.example${call.path}`,
      headers: await signed(call, host, root),
    });
  }
  return made.flatMap(({ call, as, headers = { host }, path = call.path }) =>
    [true, false].map((tls) => ({
      name: `${call.method} ${call.path} as ${as}, ${tls ? 'https' : 'http'}://${host}`,
      to: { ...listener, tls },
      method: call.method,
      path,
      headers,
    })),
  );
}

/** Names that can be made to lead to any address. */
function foreignHosts({ address, port }: TcpListener): string[] {
  const names = ['evil.example', `${address}.nip.io`, 'localhost.evil.example'];
  return [...names.map((name) => `${name}:${String(port)}`), address, `${address}:1`];
}

/** What a client of AWS would send. */
export async function signed(
  call: Call,
  host: string,
  credentials: Credentials,
): Promise<Record<string, string>> {
  const { headers } = await signer(call, credentials).sign(requestOf(call, host));
  return headers;
}

async function presigned(call: Call, host: string, credentials: Credentials): Promise<string> {
  const { path, query = {} } = await signer(call, credentials).presign(requestOf(call, host));
  return `${path}?${new URLSearchParams(query as Record<string, string>).toString()}`;
}

function requestOf({ method, path }: Call, host: string) {
  const { pathname, searchParams } = new URL(path, 'http://host');
  const query = Object.fromEntries(searchParams);
  return { method, protocol: 'https:', hostname: host, path: pathname, query, headers: { host } };
}

function signer({ service }: Call, credentials: Credentials): SignatureV4 {
  return new SignatureV4({
    ...{ service, credentials, region: 'us-east-1', sha256: Sha256 },
    uriEscapePath: service !== 's3',
  });
}
