import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { setTimeout as sleep } from 'node:timers/promises';
import { clientConfig, type Credentials } from '../../lib/local/local-aws';
import { Listener, type Target } from '../../lib/local/smoke/web-socket';

/** How many clients listen, and how many objects are put. */
export interface FanOut {
  readonly clients: number;
  readonly changes: number;
}

/** What every client heard of what it should have heard once. */
export interface Heard {
  /** Messages that never came, of all clients. */
  readonly lost: number;

  /** Messages that came again, of all clients. */
  readonly twice: number;

  /** Messages about what a client did not subscribe to. */
  readonly strange: number;

  /** From the first put until the last message that was to come, in milliseconds. */
  readonly tookMs: number;
}

/** How many connections are opened at once: each is an invocation, which is a process here. */
const CONNECTING = 8;

/** How many changes are being told at once, for the same reason. */
const TELLING = 3;

const QUIET_MS = 500;

/**
 * Connects clients, puts objects below what they subscribe to, and counts what is heard.
 *
 * @param bucket the objects bucket
 * @param patienceMs when to stop waiting for what is missing
 */
export async function fanOut(
  target: Target,
  client: Credentials,
  bucket: string,
  { clients, changes }: FanOut,
  patienceMs: number,
): Promise<Heard> {
  const listeners: Listener[] = [];
  const s3 = new S3Client({ ...clientConfig(target.aws), forcePathStyle: true });
  try {
    await inTurns(clients, CONNECTING, async (index) => {
      const listener = await Listener.connect(target.webSocket, client);
      listeners.push(listener);
      await listener.subscribe('fan-out/a/');
      // Every other client has a second prefix that matches as well.
      if (index % 2 === 1) await listener.subscribe('fan-out/');
    });
    const keys = Array.from({ length: changes }, (_, index) => `fan-out/a/${String(index)}`);
    const began = performance.now();
    const end = began + patienceMs;
    await inTurns(changes, TELLING, async (index) => {
      const Key = keys[index] ?? '';
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'x' }));
      const left = Math.max(1, end - performance.now());
      await Promise.allSettled(listeners.map((one) => one.hear(({ key }) => key === Key, left)));
    });
    const tookMs = Math.round(performance.now() - began);
    await sleep(QUIET_MS);
    const sum = (count: (one: Listener) => number) =>
      listeners.reduce((total, one) => total + count(one), 0);
    return {
      lost: sum((one) => keys.filter((key) => !told(one).has(key)).length),
      twice: sum((one) => messages(one).length - told(one).size),
      strange: sum((one) => [...told(one)].filter((key) => !keys.includes(key)).length),
      tookMs,
    };
  } finally {
    for (const one of listeners) one.close();
    s3.destroy();
  }
}

const messages = ({ heard }: Listener) => heard.filter(({ type }) => type === 'created');
const told = (one: Listener) => new Set(messages(one).map(({ key }) => String(key)));

/** Does something so many times, some at once. */
async function inTurns(
  times: number,
  atOnce: number,
  work: (index: number) => Promise<void>,
): Promise<void> {
  const turns = Array.from({ length: times }).keys();
  const worker = async () => {
    for (const index of turns) await work(index);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
