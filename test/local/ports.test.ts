import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { freePort } from '../../lib/local/ports';

test('finds a port that can be listened on', async () => {
  const port = await freePort();
  await expect(freePort(port)).resolves.toBe(port);
});

test('names a port that is taken, and the remedy', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    await expect(freePort(port)).rejects.toThrow(
      `port ${String(port)} is in use; leave out --port to get a free one, or choose another`,
    );
  } finally {
    server.close();
  }
});
