import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { anyPort, areTaken, onFreePorts, type Ports } from './plan.ts';

const freePorts = async (): Promise<Ports> => ({
  api: await anyPort(0),
  metrics: await anyPort(0),
  simulator: await anyPort(0),
});

/** Another program that begins to listen, until disposed. */
const listenOn = async (port: number): Promise<AsyncDisposable> => {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return { [Symbol.asyncDispose]: async () => void (await once(server.close(), 'close')) };
};

const world = async () => {
  const said: string[] = [];
  const deps = {
    choose: freePorts,
    areTaken: (ports: Ports) => areTaken('127.0.0.1', ports),
    say: (text: string) => said.push(text),
  };
  return { said, deps, chosen: await freePorts() };
};

it.each(['api', 'metrics', 'simulator'] as const)(
  'another %s port is taken when one is lost before it starts',
  async (which) => {
    const { said, deps, chosen } = await world();
    await using others = new AsyncDisposableStack();
    others.use(await listenOn(chosen[which]));
    const tried: Ports[] = [];
    const started = await onFreePorts(chosen, deps, async (ports) => {
      tried.push(ports);
      await (await listenOn(ports[which]))[Symbol.asyncDispose]();
      return ports;
    });
    expect(tried).toEqual([chosen, started]);
    expect(started[which]).not.toBe(chosen[which]);
    expect(said).toEqual([expect.stringContaining('took a port')]);
  },
);

it('what fails for another reason is not tried again', async () => {
  const { said, deps, chosen } = await world();
  let tries = 0;
  const start = async () => {
    tries += 1;
    throw new Error('the keys are not those of the database');
  };
  await expect(onFreePorts(chosen, deps, start)).rejects.toThrow('the keys');
  expect([tries, said]).toEqual([1, []]);
});
