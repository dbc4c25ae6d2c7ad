import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { connect } from 'node:tls';
import { WebSocket, WebSocketServer } from 'ws';
import { startGateway, type Gateway } from '../../lib/local/gateway';

const directory = mkdtempSync(join(tmpdir(), 'plinth-'));
const certificate = {
  keyFile: join(directory, 'key.pem'),
  certificateFile: join(directory, 'certificate.pem'),
};

const socket = join(directory, 'emulator');
let upstream: http.Server;
let answer: http.RequestListener;
let gateway: Gateway;

beforeAll(async () => {
  const request = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-subj',
    '/CN=test',
    '-days',
    '1',
  ];
  const files = ['-keyout', certificate.keyFile, '-out', certificate.certificateFile];
  execFileSync('openssl', [...request, ...files], { stdio: 'ignore' });
  upstream = http.createServer((incoming, outgoing) => {
    answer(incoming, outgoing);
  });
  new WebSocketServer({ server: upstream }).on('connection', (socket, { headers }) => {
    socket.on('message', (data: Buffer) => {
      socket.send(
        [
          ...[headers.host, headers['x-forwarded-proto'], headers['x-plinth-listener']],
          data.toString(),
        ].join(' '),
      );
    });
  });
  upstream.listen(socket);
  await once(upstream, 'listening');
  gateway = await startGateway({
    port: 0,
    certificate,
    socket,
    // The whole of 127.0.0.0/8 is this machine.
    bridgeAddress: '127.0.0.2',
  });
});

afterAll(async () => {
  await gateway.close();
  upstream.close();
  upstream.closeAllConnections();
  rmSync(directory, { recursive: true });
});

function call(path: string, options: https.RequestOptions = {}): http.ClientRequest {
  return https.request(new URL(path, gateway.url), { rejectUnauthorized: false, ...options });
}

async function responseTo(request: http.ClientRequest): Promise<http.IncomingMessage> {
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  return response;
}

test('passes method, path, headers and body unchanged, and says that it was https', async () => {
  answer = (incoming, outgoing) => {
    void buffer(incoming).then((body) => {
      outgoing.writeHead(201, { ETag: '"x"', 'Content-Type': 'text/plain' });
      const { host, authorization, 'x-forwarded-proto': protocol } = incoming.headers;
      outgoing.end([incoming.method, incoming.url, host, authorization, protocol, body].join(' '));
    });
  };
  const request = call('/v1/a%2Fb?x=%20', {
    method: 'PUT',
    headers: {
      Host: `api.execute-api.localhost:${gateway.url.port}`,
      Authorization: 'S',
      'X-Forwarded-Proto': 'ftp',
    },
  });
  request.end('body');
  const response = await responseTo(request);
  expect(response.statusCode).toBe(201);
  expect(response.headers.etag).toBe('"x"');
  await expect(buffer(response).then(String)).resolves.toBe(
    `PUT /v1/a%2Fb?x=%20 api.execute-api.localhost:${gateway.url.port} S https body`,
  );
});

test.each([
  [undefined, '*/*'],
  ['image/png', 'image/png'],
])('says for a client that accepts %s that it accepts %s', async (said, heard) => {
  answer = (incoming, outgoing) => {
    outgoing.end(incoming.rawHeaders.filter((_, at, all) => all[at - 1] === 'Accept').join());
  };
  const request = call('/', said === undefined ? {} : { headers: { Accept: said } });
  request.end();
  await expect(buffer(await responseTo(request)).then(String)).resolves.toBe(heard);
});

test('streams both ways: each side reads before the other has ended', async () => {
  answer = (incoming, outgoing) => {
    incoming.pipe(outgoing);
  };
  const request = call('/', { method: 'POST' });
  request.write('first');
  const response = await responseTo(request);
  const [first] = (await once(response, 'data')) as [Buffer];
  expect(String(first)).toBe('first');
  request.end('last');
  const [last] = (await once(response, 'data')) as [Buffer];
  expect(String(last)).toBe('last');
});

test('breaks off where the emulator breaks off', async () => {
  answer = (_incoming, outgoing) => {
    outgoing.write('part', () => outgoing.destroy());
  };
  const request = call('/');
  request.end();
  const response = await responseTo(request);
  await expect(buffer(response)).rejects.toThrow('aborted');
});

test('leaves the emulator when the client leaves', async () => {
  const left = new Promise<void>((resolve) => {
    answer = (_incoming, outgoing) => {
      outgoing.write('part');
      outgoing.once('close', resolve);
    };
  });
  const request = call('/');
  request.end();
  await responseTo(request);
  request.destroy();
  await left;
});

test('carries WebSockets, host unchanged', async () => {
  const socket = new WebSocket(gateway.url.href.replace('https', 'wss'), {
    rejectUnauthorized: false,
    headers: { Host: `ws.execute-api.localhost:${gateway.url.port}` },
  });
  await once(socket, 'open');
  socket.send('hello');
  const [message] = (await once(socket, 'message')) as [Buffer];
  expect(String(message)).toBe(`ws.execute-api.localhost:${gateway.url.port} https clients hello`);
  socket.close();
  await once(socket, 'close');
});

describe('a page in a browser', () => {
  const asked: (string | undefined)[] = [];
  const status = async (headers: Record<string, string>, method = 'GET') => {
    asked.length = 0;
    answer = (incoming, outgoing) => {
      asked.push(incoming.method);
      const { origin } = incoming.headers;
      const allowed = { 'Access-Control-Allow-Origin': 'https://app.example' };
      // An answer other than to the preflight must not decide.
      if (incoming.method === 'OPTIONS') outgoing.writeHead(204, allowed);
      else outgoing.writeHead(200, { 'Access-Control-Allow-Origin': origin ?? '*' });
      outgoing.end();
    };
    const request = call('/', { method, headers });
    request.end();
    const response = await responseTo(request);
    response.resume();
    return response.statusCode;
  };

  test('is served where the API allows its origin', async () => {
    const site = { 'Sec-Fetch-Site': 'cross-site' };
    expect(await status({ Origin: 'https://app.example', ...site }, 'PUT')).toBe(200);
    expect(asked).toEqual(['OPTIONS', 'PUT']);
  });

  test.each<Record<string, string>>([
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
  ])('is refused with %j, and nothing is called', async (headers) => {
    expect(await status(headers, 'POST')).toBe(403);
    expect(asked).toEqual(['OPTIONS']);
  });

  test('has no WebSocket', async () => {
    const socket = new WebSocket(gateway.url.href.replace('https', 'wss'), {
      rejectUnauthorized: false,
      origin: 'https://app.example',
    });
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toBe('Unexpected server response: 403');
  });
});

test('refuses a foreign name on both addresses', async () => {
  for (const origin of [gateway.url.origin, `http://127.0.0.2:${gateway.url.port}`]) {
    const { request } = origin.startsWith('https') ? https : http;
    const headers = { Host: `evil.example:${gateway.url.port}` };
    const sent = request(origin, { rejectUnauthorized: false, headers });
    sent.end();
    expect((await responseTo(sent)).statusCode).toBe(403);
  }
});

/** Sends bytes as they are, and answers what came back until the connection ended. */
async function raw(text: string): Promise<string> {
  const port = Number(gateway.url.port);
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
  socket.write(text.replaceAll('\n', '\r\n').replaceAll('HOST', gateway.url.host));
  return String(await buffer(socket));
}

test('passes no byte unread before the emulator has agreed to a WebSocket', async () => {
  const seen: (string | undefined)[] = [];
  answer = (incoming, outgoing) => {
    seen.push(incoming.url);
    outgoing.end('not a WebSocket');
  };
  const upgrade = 'Connection: Upgrade\nUpgrade: websocket\n\n';
  const smuggled = 'GET /smuggled HTTP/1.1\nHost: evil.example\nX-Plinth-Listener: clients\n\n';
  expect(await raw(`GET /first HTTP/1.1\nHost: HOST\n${upgrade}${smuggled}`)).toMatch(
    /^HTTP\/1.1 4/,
  );
  expect(seen).not.toContain('/smuggled');
});

test('upgrades to nothing but a WebSocket', async () => {
  const upgrade = 'Connection: Upgrade, HTTP2-Settings\nUpgrade: h2c\nHTTP2-Settings: AAMAAABk\n\n';
  expect(await raw(`GET / HTTP/1.1\nHost: HOST\n${upgrade}`)).toMatch(/^HTTP\/1.1 403 /);
});

test('says itself whom it serves, whatever a client says', async () => {
  answer = (incoming, outgoing) => {
    outgoing.end(incoming.headers['x-plinth-listener']);
  };
  for (const [origin, listener] of [
    [gateway.url.origin, 'clients'],
    [`http://127.0.0.2:${gateway.url.port}`, 'containers'],
  ] as const) {
    const { request } = origin.startsWith('https') ? https : http;
    const headers = { 'X-Plinth-Listener': 'clients', 'x-plinth-listener': 'anybody' };
    const sent = request(origin, { rejectUnauthorized: false, headers });
    sent.end();
    await expect(buffer(await responseTo(sent)).then(String)).resolves.toBe(listener);
  }
});

test('serves containers with plain HTTP on the bridge address', async () => {
  answer = (incoming, outgoing) => {
    outgoing.end(incoming.headers['x-forwarded-proto']);
  };
  const response = await fetch(`http://127.0.0.2:${gateway.url.port}/`);
  await expect(response.text()).resolves.toBe('https');
});

describe('DescribeImages', () => {
  const describeImages = async (question: object, details: object[]) => {
    answer = (incoming, outgoing) => {
      incoming.resume();
      incoming.once('end', () => {
        outgoing.end(JSON.stringify({ imageDetails: details }));
      });
    };
    const target = 'AmazonEC2ContainerRegistry_V20150921.DescribeImages';
    const request = call('/', { method: 'POST', headers: { 'X-Amz-Target': target } });
    request.end(JSON.stringify({ repositoryName: 'app', ...question }));
    const response = await responseTo(request);
    const body = JSON.parse(String(await buffer(response))) as Record<string, unknown>;
    return { status: response.statusCode, body };
  };

  test('is an ImageNotFoundException when an image that was asked for is missing', async () => {
    const { status, body } = await describeImages({ imageIds: [{ imageTag: 'v1' }] }, []);
    expect(status).toBe(400);
    expect(body.__type).toBe('ImageNotFoundException');
    expect(body.message).toBe(
      "The image with imageId {imageDigest:'null', imageTag:'v1'} does not exist within the repository with name 'app'",
    );
  });

  test('is passed when the image exists', async () => {
    const found = await describeImages({ imageIds: [{ imageTag: 'v1' }] }, [{ imageTags: ['v1'] }]);
    expect(found).toEqual({ status: 200, body: { imageDetails: [{ imageTags: ['v1'] }] } });
  });

  test('is passed when all images of an empty repository were asked for', async () => {
    await expect(describeImages({}, [])).resolves.toEqual({
      status: 200,
      body: { imageDetails: [] },
    });
  });
});

test('says so when the emulator does not answer', async () => {
  const lonely = await startGateway({
    port: 0,
    certificate,
    socket: join(directory, 'nobody'),
  });
  const request = https.request(lonely.url, { rejectUnauthorized: false });
  request.end();
  const response = await responseTo(request);
  expect(response.statusCode).toBe(502);
  await expect(buffer(response).then(String)).resolves.toMatch('the emulator does not answer');
  await lonely.close();
});
