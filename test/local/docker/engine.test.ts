import { declaredBaseImage } from '../../../lib/local/docker/base-image';
import { bridgeAddress, findEngine } from '../../../lib/local/docker/engine';
import { parseLdd } from '../../../lib/local/docker/root-file-system';

const network = (...Config: { Subnet: string; Gateway?: string }[]) => ({ IPAM: { Config } });

test.each([
  [[{ Subnet: '172.17.0.0/16', Gateway: '172.17.0.9' }], '172.17.0.9'],
  [[{ Subnet: '172.17.0.0/16' }], '172.17.0.1'],
  [[{ Subnet: 'fd00::/80' }, { Subnet: '10.9.0.0/24' }], '10.9.0.1'],
  [[{ Subnet: 'fd00::/80' }], undefined],
])('finds the address of this machine on the bridge %j', (config, address) => {
  expect(bridgeAddress(network(...config))).toBe(address);
});

test('says why there is no engine', async () => {
  const env = { PATH: '/nonexistent' };
  expect(await findEngine(undefined, env)).toEqual({ reason: 'docker is not installed' });
});

test('reads the base image that the Dockerfile declares', () => {
  expect(declaredBaseImage('# x\nARG BASE_IMAGE=a/b:24-slim\nFROM ${BASE_IMAGE}\n')).toBe(
    'a/b:24-slim',
  );
});

test('refuses a Dockerfile whose base image cannot be replaced', () => {
  expect(() => declaredBaseImage('FROM a/b:24-slim\n')).toThrow('ARG BASE_IMAGE=<image>');
});

const ldd = `\tlinux-vdso.so.1 (0x00007ffc2b5f2000)
\tlibm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x00007f37fb000000)
\t/lib64/ld-linux-x86-64.so.2 (0x00007f37fb3a4000)
`;

test('finds the libraries and the loader of a program, but not what the kernel brings', () => {
  expect(parseLdd(ldd)).toEqual(['/lib/x86_64-linux-gnu/libm.so.6', '/lib64/ld-linux-x86-64.so.2']);
});

test('names the libraries that this machine lacks', () => {
  expect(() => parseLdd(`${ldd}\tlibatomic.so.1 => not found\n`)).toThrow('lacks libatomic.so.1');
});
