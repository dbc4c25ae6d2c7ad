import { execFile } from 'node:child_process';
import type { Forgery } from './forgeries';

/** Sends what it reads, all at once, and writes what came of it: a status, or an error's code. */
const SCRIPT = `
const send = ({ to, method, path, headers }) => new Promise((resolve) => {
  const { request } = require(to.tls ? 'https' : 'http');
  const where = to.path ? { socketPath: to.path } : { host: to.address, port: to.port };
  const outgoing = request({ ...where, method, path, headers, rejectUnauthorized: false, timeout: 20000 });
  outgoing.on('response', (answer) => { answer.resume(); resolve(answer.statusCode); });
  outgoing.on('upgrade', (answer, socket) => { socket.destroy(); resolve(answer.statusCode); });
  outgoing.on('timeout', () => { outgoing.destroy(); resolve('time-out'); });
  outgoing.on('error', ({ code }) => { resolve(code); });
  outgoing.end();
});
(async () => {
  let text = '';
  for await (const chunk of process.stdin) text += chunk;
  const left = JSON.parse(text).map((one, at) => [one, at]);
  const answers = [];
  const work = async () => { for (let next = left.pop(); next; next = left.pop()) answers[next[1]] = await send(next[0]); };
  await Promise.all(Array.from({ length: 16 }, work));
  process.stdout.write(JSON.stringify(answers));
})();
`;

/** A status, or the code of an error of the connection. */
export type Outcome = number | string;

/** Sends requests as another user of this machine, where this one may become another. */
export function sendAsNobody(forgeries: readonly Forgery[]): Promise<Outcome[]> {
  const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  return run(process.execPath, ['--eval', SCRIPT], { ...nobody, cwd: '/', env: {} }, forgeries);
}

/** Sends requests from a new container of an image that has Node.js. */
export function sendFromContainer(
  image: string,
  forgeries: readonly Forgery[],
): Promise<Outcome[]> {
  const args = ['run', '--rm', '--interactive', image, 'node', '--eval', SCRIPT];
  return run('docker', args, {}, forgeries);
}

function run(
  command: string,
  args: readonly string[],
  options: object,
  forgeries: readonly Forgery[],
): Promise<Outcome[]> {
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(JSON.parse(stdout) as Outcome[]);
      else reject(new Error(`${command}: ${stderr}`, { cause: error }));
    });
    child.stdin?.end(JSON.stringify(forgeries));
  });
}
