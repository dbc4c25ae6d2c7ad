import { spawn } from 'node:child_process';

/** How {@link capture} runs a command. */
export interface CaptureOptions {
  /**
   * The whole environment of the command.
   *
   * @default - that of this process
   */
  readonly env?: NodeJS.ProcessEnv;

  /** Ends the command when it is aborted. */
  readonly signal?: AbortSignal;

  /**
   * Milliseconds after which the command is ended.
   *
   * @default - 60 seconds
   */
  readonly timeoutMs?: number;

  /**
   * What the command reads on its standard input.
   *
   * @default - nothing
   */
  readonly input?: { readonly pipe: (destination: NodeJS.WritableStream) => unknown };
}

/**
 * Runs a command without a shell and answers what it printed on standard output, trimmed.
 *
 * @throws Error when it cannot be started, ends with another code than 0, or is ended by the signal
 * or by the time-out; the message holds the last line of its standard error.
 */
export function capture(
  command: string,
  args: readonly string[],
  options: CaptureOptions = {},
): Promise<string> {
  const timeoutMs = options.timeoutMs ?? 60_000;
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  const name = [command, ...args.slice(0, 2)].join(' ');
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: options.env, signal });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (timeout.aborted) reject(new Error(`${name} did not end within ${String(timeoutMs)} ms`));
      else if (error.code === 'ENOENT') reject(new Error(`${command} is not installed`));
      else reject(new Error(`${name}: ${error.message}`));
    });
    child.on('close', (code) => {
      if (code === 0) resolve(stdout.trim());
      else reject(new Error(`${name}: ${stderr.trim().split('\n').at(-1) ?? ''}`));
    });
    // A command that ends early closes its input; its exit code says why.
    child.stdin.on('error', () => undefined);
    if (options.input) options.input.pipe(child.stdin);
    else child.stdin.end();
  });
}

/** Runs `docker` as {@link capture} runs a command. */
export function docker(args: readonly string[], options?: CaptureOptions): Promise<string> {
  return capture('docker', args, options);
}
