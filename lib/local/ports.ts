import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { codeOf, Failure } from './failure';

/**
 * A port of 127.0.0.1 that nothing listens on.
 *
 * @param wanted the port to check; any free one when omitted
 * @throws {Failure} when the wanted port is taken or not permitted
 */
export async function freePort(wanted?: number): Promise<number> {
  const probe = createServer();
  try {
    probe.listen({ port: wanted ?? 0, host: '127.0.0.1', exclusive: true });
    await once(probe, 'listening');
    return (probe.address() as AddressInfo).port;
  } catch (error) {
    const why = { EADDRINUSE: 'in use', EACCES: 'not permitted to this user' }[codeOf(error) ?? ''];
    if (why === undefined) throw error;
    throw new Failure(
      `port ${String(wanted)} is ${why}; leave out --port to get a free one, or choose another`,
    );
  } finally {
    probe.close();
  }
}
