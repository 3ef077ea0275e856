import { expect, it } from 'vitest';
import { Failure, portTaken } from '../failure.ts';
import { onFreePorts, type Ports } from './plan.ts';

const world = () => {
  const tried: Ports[] = [];
  const said: string[] = [];
  let next = 5000;
  const choose = async (): Promise<Ports> => ({ api: next++, metrics: next++, simulator: next++ });
  /** Starts that fail with these errors, in this order, before one succeeds. */
  const start = async (errors: Error[]) => {
    const failing = async (ports: Ports) => {
      const error = errors[tried.push(ports) - 1];
      if (error) throw error;
      return ports;
    };
    return onFreePorts(await choose(), { choose, say: (text) => said.push(text) }, failing);
  };
  return { tried, said, start };
};

const taken = () => new Failure(portTaken, 'worker ended with code 75 before it was ready.');

it('chooses other ports if another program has taken one since they were chosen', async () => {
  const { tried, said, start } = world();
  expect(await start([taken(), taken()])).toEqual(tried[2]);
  expect(new Set(tried.map(({ metrics }) => metrics)).size).toBe(3);
  expect(said).toEqual([expect.stringContaining('took a port'), expect.stringContaining('took a port')]);
});

it('ends if it loses a port each time', async () => {
  const { tried, start } = world();
  await expect(start(Array.from({ length: 9 }, taken))).rejects.toThrow('code 75');
  expect(tried).toHaveLength(5);
});

it('does not try again what fails for another reason', async () => {
  const { tried, said, start } = world();
  await expect(start([new Error('the keys are not those of the database')])).rejects.toThrow('the keys');
  expect([tried.length, said]).toEqual([1, []]);
});
