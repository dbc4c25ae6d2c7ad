import { Progress } from '../../lib/local/progress';

function recorder(isTTY: boolean, env: NodeJS.ProcessEnv = {}, verbose = false) {
  let text = '';
  const write = (part: string | Uint8Array) => {
    text += String(part);
    return true;
  };
  const progress = new Progress({ output: { write, isTTY, columns: 40 }, verbose, env });
  return { progress, text: () => text };
}

test('writes a plain line with its time for each phase', async () => {
  const { progress, text } = recorder(false);
  await expect(progress.phase('deploy', () => Promise.resolve(7))).resolves.toBe(7);
  expect(text()).toMatch(/^▸ deploy +\d+\.\d s\n$/);
  expect(Object.keys(progress.times)).toEqual(['deploy']);
});

test('marks a phase that fails', async () => {
  const { progress, text } = recorder(false);
  await expect(progress.phase('deploy', () => Promise.reject(new Error('no')))).rejects.toThrow(
    'no',
  );
  expect(text()).toMatch(/^✗ deploy/);
});

test('tells the phase that failed from those that were stopped for it', async () => {
  const { progress, text } = recorder(false);
  const reason = new Error('no');
  for (const name of ['emulator', 'synth']) {
    await expect(progress.phase(name, () => Promise.reject(reason))).rejects.toBe(reason);
  }
  expect(text()).toMatch(/^✗ emulator.*\n- synth/);
});

test('shows on a terminal which phases are running, and erases that at the end', async () => {
  jest.useFakeTimers();
  try {
    const { progress, text } = recorder(true);
    const ends: (() => void)[] = [];
    const work = () => new Promise<void>((resolve) => ends.push(resolve));
    const both = Promise.all([progress.phase('synth', work), progress.phase('emulator', work)]);
    jest.advanceTimersByTime(300);
    expect(text()).toMatch(/synth \d\.\d s · emulator \d\.\d s/);
    for (const end of ends) end();
    await both;
    const shown = text();
    expect(shown.split('\r\u001b[K').at(-1)).toMatch(/▸.* emulator +\d\.\d s\n$/);
    jest.advanceTimersByTime(1000);
    expect(text()).toBe(shown);
  } finally {
    jest.useRealTimers();
  }
});

test('uses colours on a terminal alone, and not when NO_COLOR is set', () => {
  expect(recorder(true).progress.red('x')).toBe('\u001b[31mx\u001b[39m');
  expect(recorder(false).progress.red('x')).toBe('x');
  expect(recorder(true, { NO_COLOR: '1' }).progress.red('x')).toBe('x');
});

test('shows the lines of commands only when verbose', () => {
  const quiet = recorder(false);
  quiet.progress.detail('line');
  expect(quiet.text()).toBe('');
  const verbose = recorder(false, {}, true);
  verbose.progress.detail('line');
  expect(verbose.text()).toBe('  line\n');
});
