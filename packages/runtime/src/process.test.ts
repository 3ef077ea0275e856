import { describe, expect, it } from 'vitest';
import { ConfigError } from './config.ts';
import { waitFor } from './process.ts';

const record = () => {
  const lines: string[] = [];
  const write = (...args: unknown[]) => void lines.push(String(args.at(-1)));
  return { lines, log: { warn: write, info: write } };
};

/** Returns a check that fails with each of the messages, then succeeds. */
const failing =
  (...messages: string[]) =>
  async () => {
    const message = messages.shift();
    if (message !== undefined) throw new Error(message);
    return 'up';
  };

describe('waitFor', () => {
  it('returns the value of the check, and logs nothing if the first check succeeds', async () => {
    const { lines, log } = record();
    const { signal } = new AbortController();
    expect(await waitFor(failing(), { name: 'Redis', signal, log, everyMs: 1 })).toBe('up');
    expect(lines).toEqual([]);
  });

  it('does not wait for a configuration to change', async () => {
    const { lines, log } = record();
    const { signal } = new AbortController();
    const wrong = new ConfigError([{ name: 'A', expected: 'b', got: 'c', remedy: 'Set it.' }]);
    const check = () => Promise.reject(wrong);
    await expect(waitFor(check, { name: 'PostgreSQL', signal, log, everyMs: 1 })).rejects.toBe(wrong);
    expect(lines).toEqual([]);
  });

  it('repeats the check until it succeeds, and logs each new reason once', async () => {
    const { lines, log } = record();
    const { signal } = new AbortController();
    await waitFor(failing('refused', 'refused', 'starting up'), { name: 'Redis', signal, log, everyMs: 1 });
    expect(lines).toEqual(['Waiting for Redis', 'Waiting for Redis', 'Redis is available']);
  });

  it('rejects when its signal is aborted', async () => {
    const { log } = record();
    const stop = new AbortController();
    const check = async () => {
      stop.abort();
      throw new Error('refused');
    };
    const waiting = waitFor(check, { name: 'Redis', signal: stop.signal, log, everyMs: 60_000 });
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  });
});
