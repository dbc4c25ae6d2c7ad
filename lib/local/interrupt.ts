import { Failure } from './failure';
import type { Resources } from './resources';

/** Thrown by every step that a signal has stopped. */
export class Interrupted extends Failure {
  /** @param signal the signal that arrived */
  constructor(signal: NodeJS.Signals) {
    super(`interrupted by ${signal}`, [], EXIT_CODES[signal] ?? 1);
    this.name = 'Interrupted';
  }
}

/** As a shell reports a process that died of the signal. */
const EXIT_CODES: Partial<Record<NodeJS.Signals, number>> = {
  SIGHUP: 129,
  SIGINT: 130,
  SIGPIPE: 141,
  SIGTERM: 143,
};

/**
 * A terminal signals the whole foreground group and npm forwards the signal once more, so one
 * Ctrl-C can arrive twice within a moment.
 */
const SAME_KEYPRESS_MS = 400;

const LOOK_MS = 500;

/**
 * Turns the first Ctrl-C, SIGTERM or hang-up into an abort, so that the current step stops and
 * everything is cleaned up; the second one kills all that was started and exits at once. An npm that is
 * killed and an output that nobody reads any more count as such: else the run would go on unseen.
 *
 * @param interrupt called once, with the reason to abort with
 */
export function onInterrupt(resources: Resources, interrupt: (reason: Interrupted) => void): void {
  let first = 0;
  const handle = (signal: NodeJS.Signals) => {
    if (first === 0) {
      first = performance.now();
      interrupt(new Interrupted(signal));
    } else if (performance.now() - first > SAME_KEYPRESS_MS) {
      resources.killAll();
      process.exit(EXIT_CODES[signal]);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, handle);
  onceUnread(() => {
    handle('SIGPIPE');
  });
  if (process.env.npm_lifecycle_event !== undefined) {
    onceAbandoned(() => {
      handle('SIGHUP');
    });
  }
  process.once('uncaughtExceptionMonitor', () => {
    resources.killAll();
  });
}

function onceUnread(act: () => void): void {
  process.stdout.once('error', () => {
    // Each line that follows fails too.
    process.stdout.on('error', () => undefined);
    act();
  });
  process.stderr.on('error', () => undefined);
}

function onceAbandoned(act: () => void): void {
  const parent = process.ppid;
  const look = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(look);
    act();
  }, LOOK_MS);
  look.unref();
}
