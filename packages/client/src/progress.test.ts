import { RecipientStatus } from '@recado/contract';
import { expect, test } from 'vitest';
import { RecadoProblem } from './problem.ts';
import { followProgress } from './progress.ts';

const at = '2026-11-22T12:00:00.000Z';
const progress = (done: number) => ({
  status: 'running',
  people: 3,
  done,
  percent: 0,
  reached: 0,
  by_status: Object.fromEntries(RecipientStatus.options.map((status) => [status, 0])),
  kept_back: {},
  errors: [],
  rate: 0,
  at,
});
const progressEvent = (event: string, done: number) => `event: ${event}\ndata: ${JSON.stringify(progress(done))}\n\n`;
const answer = (...texts: string[]) => new Response(new Blob(texts).stream());
const down = new RecadoProblem({ status: 0, type: 'no-answer' });

/** Opens what is next in line. */
const opening = (line: (Response | Error)[]) => () => {
  const next = line.shift() ?? new Error('asked too often');
  return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
};

const follow = async (line: (Response | Error)[], giveUpAfterMs = 1_000) => {
  const done: number[] = [];
  for await (const one of followProgress(opening(line), { afterMs: 1, giveUpAfterMs })) done.push(one.done);
  return done;
};

test('each progress is passed on, up to the last', async () => {
  expect(
    await follow([
      answer(
        'retry: 2000\n\n',
        progressEvent('progress', 1),
        ':\n\n',
        progressEvent('progress', 3),
        progressEvent('end', 3),
      ),
    ]),
  ).toEqual([1, 3]);
});

test('a connection that ends or breaks, and an API that is down for a moment, are tried again', async () => {
  expect(
    await follow([
      answer(progressEvent('progress', 1)),
      down,
      answer(progressEvent('progress', 2), progressEvent('end', 2)),
    ]),
  ).toEqual([1, 2]);
});

test('an API that was never there is given up at once', async () => {
  await expect(follow([down])).rejects.toBe(down);
});

test('an API that stays away is given up', async () => {
  await expect(
    follow([answer(progressEvent('progress', 1)), ...Array.from({ length: 1_000 }, () => down)], 20),
  ).rejects.toBe(down);
});

test('a refusal is not asked again', async () => {
  const refusal = new RecadoProblem({ status: 403, type: 'forbidden' });
  await expect(follow([answer(progressEvent('progress', 1)), refusal])).rejects.toBe(refusal);
});

test('an event is read whole, however it is cut', async () => {
  const pieces = progressEvent('progress', 7).replaceAll('\n', '\r\n').split('');
  expect(await follow([answer(...pieces, progressEvent('end', 7))])).toEqual([7]);
});
