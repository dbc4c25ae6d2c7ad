import {
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { hostname } from 'node:os';
import { docker } from '../../lib/local/docker/command';
import { clientConfig, type LocalAws } from '../../lib/local/local-aws';
import { assumeClient, stageOf } from '../../lib/local/smoke/smoke';
import type { Started } from '../../lib/local/start';
import { forgeriesFor, type Forgery, signed } from './forgeries';
import { listenersOf } from './listeners';
import { type Outcome, sendAsNobody, sendFromContainer } from './send-forgeries';

/** Adds the test of who is served to those of a deployment. */
export function testForgeries(deployed: () => Started): void {
  test('serves nobody who has made up who they are, on whatever it listens', async () => {
    const { aws, withoutContainers } = deployed().deployment;
    const listeners = listenersOf(process.pid);
    const ports = listeners.flatMap((one) => ('port' in one ? [one] : []));
    const own = { address: '127.0.0.1', port: Number(aws.endpoint.port) };
    expect(ports).toContainEqual(own);
    expect(ports.length).toBe(withoutContainers === undefined ? 2 : 1);
    const { apiId, name } = stageOf(deployed().deployment);
    const client = await assumeClient(deployed().deployment);
    const route = `/_aws/execute-api/${apiId}/${name}/v2/objects`;
    const secrets = { root: aws.root, client, route, balancer: await nameOfBalancer(aws) };
    const forged = (await Promise.all(ports.map((one) => forgeriesFor(one, secrets)))).flat();
    const paths = listeners.filter((one) => 'path' in one);
    expect(paths).toHaveLength(1);
    const call = { method: 'GET', path: '/', service: 's3' };
    const good = {
      ...call,
      name: 'the control',
      headers: await signed(call, aws.endpoint.host, aws.root),
    };
    const others = [
      ...paths.map((to) => ({ ...good, name: 'over the socket', to })),
      ...forged,
      { ...good, to: { ...own, tls: true } },
    ];
    const answers = await sendAsNobody(others);
    // Else each refusal would say nothing.
    expect(answers.at(-1)).toBe(200);
    expect(served(others.slice(0, -1), answers)).toEqual([]);
    if (withoutContainers !== undefined) return;
    const image = await imageOf(own.port);
    const fromInside = forged.filter(({ to }) => 'address' in to && to.address !== own.address);
    const inside = await sendFromContainer(image, fromInside);
    expect(inside.filter((answer) => answer === 403).length).toBeGreaterThan(50);
    expect(served(fromInside, inside)).toEqual([]);
  }, 120_000);
}

/** What was answered otherwise than by a refusal: the other protocol of a port breaks off. */
function served(forgeries: readonly Forgery[], answers: readonly Outcome[]): string[] {
  const refused: Outcome[] = [400, 401, 403, 'EACCES', 'EPROTO', 'ECONNRESET', 'EPIPE'];
  return forgeries.flatMap(({ name }, at) => {
    const answer = answers[at] ?? 'nothing';
    return refused.includes(answer) ? [] : [`${name}: ${String(answer)}`];
  });
}

async function nameOfBalancer(aws: LocalAws): Promise<string> {
  const balancing = new ElasticLoadBalancingV2Client(clientConfig(aws));
  const { LoadBalancers } = await balancing.send(new DescribeLoadBalancersCommand({}));
  balancing.destroy();
  return LoadBalancers?.[0]?.LoadBalancerName ?? '';
}

/** The image of a container of this run. */
async function imageOf(port: number): Promise<string> {
  const label = `label=ministack.instance=${hostname()}:${String(port)}`;
  const images = await docker(['ps', '--filter', label, '--format', '{{.Image}} {{.Ports}}']);
  const [image = '', published = ''] = images.split('\n')[0]?.split(' ') ?? [];
  expect(published).not.toContain('->');
  return image;
}
