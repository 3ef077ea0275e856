import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { start, startAlone } from './support/start.ts';

describe('runProcess', () => {
  it('notifies its parent when it is ready', async () => {
    expect(await start('process', ['ordinary']).ready).toEqual({ ready: true, port: 1234 });
  });

  it('calls the disposers in reverse order on SIGTERM, and exits with 0', async () => {
    const { child, ready, ended } = start('process', ['ordinary']);
    await ready;
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({
      code: 0,
      said: ['Process stopping', 'signal aborted', 'last deferred, first done', 'first deferred, last done'],
    });
  });

  it('stops when its parent process disconnects', async () => {
    const { child, ready, ended } = start('process', ['ordinary']);
    await ready;
    child.disconnect();
    expect(await ended).toMatchObject({
      code: 0,
      said: expect.arrayContaining(['first deferred, last done']) as string[],
    });
  });

  it('ignores Ctrl-C if it has a parent process', async () => {
    const { child, ready, ended } = start('process', ['ordinary']);
    await ready;
    child.kill('SIGINT');
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0, stdout: expect.not.stringContaining('SIGINT') as string });
  });

  it('stops on Ctrl-C in a terminal of its own', async () => {
    const { child, ended } = startAlone('process', ['waiting']);
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    expect(await ended).toMatchObject({
      code: 0,
      said: ['Waiting for PostgreSQL', 'Process stopping', 'signal aborted'],
    });
  });

  it('calls the remaining disposers after one fails, logs every failure, and exits with 1', async () => {
    const { child, ready, ended } = start('process', ['failingEnd']);
    await ready;
    child.kill('SIGTERM');
    const { code, said, stdout } = await ended;
    expect(code).toBe(1);
    expect(said).toContain('done all the same');
    expect(stdout.match(/(first|second) failure/g)).toEqual(
      expect.arrayContaining(['first failure', 'second failure']),
    );
  });

  it.each([['endlessEnd'], ['slowEnd']])('exits with 1 when the shutdown takes too long (%s)', async (life) => {
    const { child, ready, ended } = start('process', [life, '100']);
    await ready;
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({
      code: 1,
      said: ['Process stopping', 'signal aborted', 'Shutdown took too long; exiting'],
    });
  });

  it('exits with 1 at once at a second signal', async () => {
    const { child, ready, ended } = start('process', ['slowEnd']);
    await ready;
    child.kill('SIGTERM');
    if (child.stdout) await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 1, said: ['Process stopping', 'signal aborted'] });
  });

  it('disposes of the started parts when the start fails, logs the reason on one line, and exits with 1', async () => {
    const { code, said, stdout, stderr } = await start('process', ['failingStart']).ended;
    expect({ code, said, stderr }).toEqual({
      code: 1,
      said: ['Process could not start', 'signal aborted', 'started parts were disposed of'],
      stderr: '',
    });
    expect(stdout).toContain('port taken');
  });

  it('exits with 75 if another process listens on its port', async () => {
    const { code, stderr } = await start('process', ['portTaken']).ended;
    expect({ code, stderr }).toEqual({ code: 75, stderr: 'PORT: expected a free port, got another. Set it.\n' });
  });

  it('exits with 0 on a stop signal while it waits to start', async () => {
    const { child, ready, ended } = start('process', ['waiting']);
    await ready;
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({
      code: 0,
      said: ['Waiting for PostgreSQL', 'Process stopping', 'signal aborted'],
    });
  });

  it('exits with 1 on an unhandled promise rejection', async () => {
    const { code, said, stdout } = await start('process', ['unhandled']).ended;
    expect({ code, said }).toEqual({ code: 1, said: ['Unhandled promise rejection; exiting'] });
    expect(stdout).toContain('lost');
  });
});
