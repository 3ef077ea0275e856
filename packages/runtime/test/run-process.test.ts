import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { start, startAlone } from './support/start.ts';

describe('runProcess', () => {
  it('tells its parent when it is ready', async () => {
    expect(await start('process', ['ordinary']).ready).toEqual({ ready: true, port: 1234 });
  });

  it('takes everything down in reverse order on SIGTERM, and exits with 0', async () => {
    const { child, ready, ended } = start('process', ['ordinary']);
    await ready;
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({
      code: 0,
      said: ['stopping', 'told to stop', 'last deferred, first done', 'first deferred, last done'],
    });
  });

  it('stops when the process that started it is gone', async () => {
    const { child, ready, ended } = start('process', ['ordinary']);
    await ready;
    child.disconnect();
    expect(await ended).toMatchObject({
      code: 0,
      said: expect.arrayContaining(['first deferred, last done']) as string[],
    });
  });

  it('leaves Ctrl-C to the process that started it', async () => {
    const { child, ready, ended } = start('process', ['ordinary']);
    await ready;
    child.kill('SIGINT');
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0, stdout: expect.not.stringContaining('SIGINT') as string });
  });

  it('stops at Ctrl-C in its own terminal', async () => {
    const { child, ended } = startAlone('process', ['waiting']);
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 0, said: ['waiting for PostgreSQL', 'stopping', 'told to stop'] });
  });

  it('takes the rest down when something fails to go down, logs every failure, and exits with 1', async () => {
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

  it.each([['endlessEnd'], ['slowEnd']])('exits with 1 when the end takes too long (%s)', async (life) => {
    const { child, ready, ended } = start('process', [life, '100']);
    await ready;
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 1, said: ['stopping', 'told to stop', 'could not stop in time'] });
  });

  it('exits with 1 at once at a second signal', async () => {
    const { child, ready, ended } = start('process', ['slowEnd']);
    await ready;
    child.kill('SIGTERM');
    if (child.stdout) await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 1, said: ['stopping', 'told to stop'] });
  });

  it('takes down what had started when the start fails, logs why on one line, and exits with 1', async () => {
    const { code, said, stdout, stderr } = await start('process', ['failingStart']).ended;
    expect({ code, said, stderr }).toEqual({
      code: 1,
      said: ['could not start', 'told to stop', 'what had started was taken down'],
      stderr: '',
    });
    expect(stdout).toContain('port taken');
  });

  it('exits with 0 when it is told to stop while it waits to start', async () => {
    const { child, ready, ended } = start('process', ['waiting']);
    await ready;
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0, said: ['waiting for PostgreSQL', 'stopping', 'told to stop'] });
  });

  it('exits with 1 when a promise is rejected and nobody listens', async () => {
    const { code, said, stdout } = await start('process', ['unheard']).ended;
    expect({ code, said }).toEqual({ code: 1, said: ['a promise was rejected and nobody was listening'] });
    expect(stdout).toContain('lost');
  });
});
