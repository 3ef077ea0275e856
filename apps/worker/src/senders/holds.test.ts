import { expect, it, vi } from 'vitest';
import { makeHolds } from './holds.ts';

const world = () => {
  const said: string[] = [];
  const say = (what: string) => async () => void said.push(what);
  return { said, ...makeHolds({ pause: say('pause'), resume: say('resume') }) };
};

it('pauses with the first hold and resumes after the last', async () => {
  const { said, hold, release } = world();
  await hold('record');
  await hold('outage');
  await hold('outage');
  expect(said).toEqual(['pause']);
  await release('record');
  await release('nobody');
  expect(said).toEqual(['pause']);
  await release('outage');
  expect(said).toEqual(['pause', 'resume']);
});

it('releases by itself what was held for a time', async () => {
  const { said, hold, release, holdFor } = world();
  await hold('record');
  await holdFor('outage', 5);
  await holdFor('outage', 60_000);
  await release('record');
  expect(said).toEqual(['pause']);
  await vi.waitFor(() => expect(said).toEqual(['pause', 'resume']));
});

it('releases nothing after its end', async () => {
  vi.useFakeTimers();
  const holds = world();
  await holds.holdFor('outage', 5);
  holds[Symbol.dispose]();
  vi.advanceTimersByTime(1_000);
  vi.useRealTimers();
  expect(holds.said).toEqual(['pause']);
});
