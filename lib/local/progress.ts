import type { WriteStream } from 'node:tty';

/** Where progress is shown: a terminal, or anything that takes text. */
export type Output = Pick<NodeJS.WritableStream, 'write'> &
  Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;

/** How {@link Progress} shows itself. */
export interface ProgressOptions {
  /**
   * Where to write.
   *
   * @default - standard output
   */
  readonly output?: Output;

  /** Show every line of every command. */
  readonly verbose: boolean;

  /**
   * Environment that may hold `NO_COLOR` (https://no-color.org).
   *
   * @default - that of this process
   */
  readonly env?: NodeJS.ProcessEnv;
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;

/**
 * Shows what goes on: one line for each phase that has ended, with its time, and on a terminal a
 * live line with the phases that are running.
 */
export class Progress {
  /** Milliseconds that each phase took, in the order in which they ended. */
  readonly times: Record<string, number> = {};

  /** Whether each line of every command is shown. */
  readonly verbose: boolean;

  private readonly output: Output;
  private readonly colour: boolean;
  private readonly running = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private frame = 0;
  private failure: unknown;

  constructor(options: ProgressOptions) {
    this.output = options.output ?? process.stdout;
    this.verbose = options.verbose;
    this.colour = this.output.isTTY === true && !(options.env ?? process.env).NO_COLOR;
  }

  /** Runs one phase and shows how long it took; a phase that throws is shown as failed. */
  async phase<T>(name: string, work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    this.running.set(name, start);
    this.animate();
    let mark = this.green('▸');
    try {
      return await work();
    } catch (error) {
      // One failure stops all other phases, which have not failed themselves.
      mark = error === this.failure ? '-' : this.red('✗');
      this.failure = error;
      throw error;
    } finally {
      const ms = performance.now() - start;
      this.times[name] = Math.round(ms);
      this.running.delete(name);
      this.line(`${mark} ${name.padEnd(24)} ${seconds(ms).padStart(7)}`);
      if (this.running.size === 0) {
        clearInterval(this.timer);
        this.timer = undefined;
      }
    }
  }

  /** Writes one line above the live line. */
  line(text: string): void {
    this.erase();
    this.output.write(`${text}\n`);
    this.draw();
  }

  /** Shows a line that a command has printed, if it was asked for. */
  readonly detail = (line: string): void => {
    if (this.verbose) this.line(this.dim(`  ${line}`));
  };

  /** Text in green on a terminal. */
  green(text: string): string {
    return this.colour ? `\u001b[32m${text}\u001b[39m` : text;
  }

  /** Text in red on a terminal. */
  red(text: string): string {
    return this.colour ? `\u001b[31m${text}\u001b[39m` : text;
  }

  /** Faint text on a terminal. */
  dim(text: string): string {
    return this.colour ? `\u001b[2m${text}\u001b[22m` : text;
  }

  private animate(): void {
    if (this.output.isTTY !== true || this.timer !== undefined) return;
    this.timer = setInterval(() => {
      this.frame += 1;
      this.erase();
      this.draw();
    }, FRAME_MS);
    // The live line must never be what keeps the process alive.
    this.timer.unref();
  }

  private erase(): void {
    if (this.timer !== undefined) this.output.write('\r\u001b[K');
  }

  private draw(): void {
    if (this.timer === undefined || this.running.size === 0) return;
    const now = performance.now();
    const parts = [...this.running].map(([name, start]) => `${name} ${seconds(now - start)}`);
    const text = `${FRAMES[this.frame % FRAMES.length] ?? ''} ${parts.join(' · ')}`;
    this.output.write(this.dim(text.slice(0, (this.output.columns ?? 80) - 1)));
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
