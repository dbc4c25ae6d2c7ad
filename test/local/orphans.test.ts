import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { killOrphans, markOfRun } from '../../lib/local/orphans';

const [[variable, own]] = Object.entries(markOfRun()) as [[string, string]];
const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('kills what a dead run has started, and nothing of a living one or of nobody', async () => {
  const start = (run?: string) => {
    const env = { PATH: process.env.PATH, ...(run !== undefined && { [variable]: run }) };
    return spawn('sleep', ['60'], { env, stdio: 'ignore' });
  };
  const dead = start(own.replace(/^\d+/, '5000000'));
  const living = start(own);
  const nobodys = start();
  // The environment is there when the program is.
  await Promise.all([dead, living, nobodys].map((child) => once(child, 'spawn')));
  killOrphans();
  const [code, signal] = (await once(dead, 'exit')) as [number | null, string | null];
  expect([code, signal]).toEqual([null, 'SIGKILL']);
  expect([living.exitCode, nobodys.exitCode]).toEqual([null, null]);
  expect([living.signalCode, nobodys.signalCode]).toEqual([null, null]);
  living.kill();
  nobodys.kill();
});
