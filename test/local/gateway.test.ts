import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { WebSocket, WebSocketServer } from 'ws';
import { startGateway, type Gateway } from '../../lib/local/gateway';

const directory = mkdtempSync(join(tmpdir(), 'plinth-'));
const certificate = {
  keyFile: join(directory, 'key.pem'),
  certificateFile: join(directory, 'certificate.pem'),
};

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
        `${String(headers.host)} ${String(headers['x-forwarded-proto'])} ${data.toString()}`,
      );
    });
  });
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  const { port } = upstream.address() as AddressInfo;
  gateway = await startGateway({
    port: 0,
    certificate,
    upstream: new URL(`http://127.0.0.1:${String(port)}`),
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
      Host: 'api.execute-api.localhost:1',
      Authorization: 'S',
      'X-Forwarded-Proto': 'ftp',
    },
  });
  request.end('body');
  const response = await responseTo(request);
  expect(response.statusCode).toBe(201);
  expect(response.headers.etag).toBe('"x"');
  await expect(buffer(response).then(String)).resolves.toBe(
    'PUT /v1/a%2Fb?x=%20 api.execute-api.localhost:1 S https body',
  );
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
    headers: { Host: 'ws.execute-api.localhost' },
  });
  await once(socket, 'open');
  socket.send('hello');
  const [message] = (await once(socket, 'message')) as [Buffer];
  expect(String(message)).toBe('ws.execute-api.localhost https hello');
  socket.close();
  await once(socket, 'close');
});

test('serves containers with plain HTTP on the bridge address', async () => {
  answer = (incoming, outgoing) => {
    outgoing.end(incoming.headers['x-forwarded-proto']);
  };
  const { port } = upstream.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.2:${String(port)}/`);
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
    upstream: new URL('http://127.0.0.1:1'),
  });
  const request = https.request(lonely.url, { rejectUnauthorized: false });
  request.end();
  const response = await responseTo(request);
  expect(response.statusCode).toBe(502);
  await expect(buffer(response).then(String)).resolves.toMatch('the emulator does not answer');
  await lonely.close();
});
