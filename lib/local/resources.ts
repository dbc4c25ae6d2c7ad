import { messageOf } from './failure';

/** One thing that was started and must not outlive this process. */
export interface Resource {
  /** What it is, for the message when it cannot be removed. */
  readonly name: string;

  /** Removes it in good order. */
  readonly dispose: () => Promise<void> | void;

  /**
   * Removes it at once, without waiting.
   *
   * @default - it ends with this process by itself
   */
  readonly kill?: () => void;
}

/**
 * Everything that a run has started, removed in the reverse order.
 */
export class Resources {
  private readonly held: Resource[] = [];

  /** Takes charge of a resource; the returned function gives it up again. */
  add(resource: Resource): () => void {
    this.held.push(resource);
    return () => {
      const at = this.held.indexOf(resource);
      if (at >= 0) this.held.splice(at, 1);
    };
  }

  /**
   * Removes everything, last first. One that fails does not keep the others from being removed.
   *
   * @returns one line for each resource that could not be removed
   */
  async disposeAll(): Promise<string[]> {
    const problems: string[] = [];
    for (let next = this.held.at(-1); next !== undefined; next = this.held.at(-1)) {
      try {
        await next.dispose();
      } catch (error) {
        problems.push(`${next.name} could not be removed: ${messageOf(error)}`);
      }
      // Only now: a second Ctrl-C meanwhile must still find it.
      const at = this.held.indexOf(next);
      if (at >= 0) this.held.splice(at, 1);
    }
    return problems;
  }

  /** Removes everything at once, last first. */
  killAll(): void {
    for (const resource of this.held.splice(0).reverse()) {
      try {
        resource.kill?.();
      } catch {
        // The process is about to end; there is nobody left to tell.
      }
    }
  }
}
