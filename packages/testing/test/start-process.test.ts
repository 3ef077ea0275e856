import { describe, expect, it } from 'vitest';
import { running, startProcess } from '../src/process.ts';

const speaks = 'packages/testing/test/fixtures/speaks.ts';
const fails = 'packages/testing/test/fixtures/fails.ts';

describe('startProcess', () => {
  it('returns the ready message of the process', async () => {
    await using started = startProcess(speaks);
    expect(await started.ready()).toEqual({ ready: true, port: 1234 });
  });

  it('finds earlier and later lines of both streams', async () => {
    await using started = startProcess(speaks, {}, ['one', 'two']);
    expect(await started.output.waitForLine(/argv/)).toBe('{"argv":["one","two"]}');
    await started.output.waitForLine(/ready soon/);
    expect(started.output.text()).toContain('ready soon');
  });

  it('gives the code and the output of a process that ends before it is ready', async () => {
    await using started = startProcess(fails);
    await expect(started.ready()).rejects.toThrow(/ended with 3.*\n.*DATABASE_URL/);
    await expect(started.output.waitForLine(/listening/)).rejects.toThrow('ended without a line');
    expect(await started.ended).toEqual({ code: 3, signal: null });
  });

  it('kills, and knows which processes are left', async () => {
    await using started = startProcess(speaks);
    await started.ready();
    expect(running.size).toBe(1);
    expect(await started.kill('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
    expect(running.size).toBe(0);
  });
});
