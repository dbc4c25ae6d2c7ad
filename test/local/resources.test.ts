import { Resources } from '../../lib/local/resources';

test('removes the last first, and waits for each', async () => {
  const removed: string[] = [];
  const resources = new Resources();
  for (const name of ['emulator', 'gateway', 'client']) {
    resources.add({
      name,
      dispose: async () => {
        await new Promise(setImmediate);
        removed.push(name);
      },
    });
  }
  await expect(resources.disposeAll()).resolves.toEqual([]);
  expect(removed).toEqual(['client', 'gateway', 'emulator']);
});

test('goes on when one cannot be removed, and says which', async () => {
  const first = jest.fn();
  const resources = new Resources();
  resources.add({ name: 'first', dispose: first });
  resources.add({ name: 'second', dispose: () => Promise.reject(new Error('it is stuck')) });
  await expect(resources.disposeAll()).resolves.toEqual([
    'second could not be removed: it is stuck',
  ]);
  expect(first).toHaveBeenCalledTimes(1);
});

test('leaves alone what was released', async () => {
  const dispose = jest.fn();
  const resources = new Resources();
  const release = resources.add({ name: 'step', dispose, kill: dispose });
  release();
  await resources.disposeAll();
  resources.killAll();
  expect(dispose).not.toHaveBeenCalled();
});

test('kills what is still being removed', async () => {
  const kill = jest.fn();
  const resources = new Resources();
  let end: (() => void) | undefined;
  const dispose = () =>
    new Promise<void>((resolve) => {
      end = resolve;
    });
  resources.add({ name: 'slow', dispose, kill });
  const disposed = resources.disposeAll();
  resources.killAll();
  expect(kill).toHaveBeenCalledTimes(1);
  end?.();
  await expect(disposed).resolves.toEqual([]);
});
