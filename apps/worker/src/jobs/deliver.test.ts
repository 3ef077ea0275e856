import { Writable } from 'node:stream';
import type { Claim, Claimed, DeliverDeps, Outcome } from '@recado/messaging';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { makeDeliverJob } from './deliver.ts';

const message: Claimed = {
  id: 'm1',
  attempt: 1,
  channel: 'sms',
  category: 'utility',
  sender: { id: 'texts', address: '+551150289876' },
  to: '+5511987654321',
  content: { kind: 'body', body: 'Seu pedido chegou' },
};

const logOf = async (outcome: Outcome, claim: Claim = { kind: 'claimed', message }) => {
  const lines: Record<string, unknown>[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
  const deps: DeliverDeps = {
    clock: () => new Date(0),
    claim: async () => claim,
    send: async () => outcome,
    record: async () => {},
    policy: {
      retry: { maxAttempts: 3, delayAfter: () => 1 },
      patience: { afterClaimMs: 1, afterUnknownMs: 1, afterSentMs: 1 },
    },
  };
  await makeDeliverJob(deps, pino({ level: 'debug' }, sink))('m1');
  return lines;
};

it.each<[Outcome, string, string]>([
  [{ kind: 'submitted', sid: 'SM1' }, 'debug', 'sent'],
  [{ kind: 'rejected', code: 21211, message: 'x' }, 'info', 'failed'],
  [{ kind: 'throttled', code: 20429, message: 'x' }, 'info', 'accepted'],
  [{ kind: 'unsent', message: 'x' }, 'info', 'accepted'],
  [{ kind: 'unknown', message: 'x' }, 'warn', 'sending'],
])('logs %j once, by id, with neither number nor text', async (outcome, level, status) => {
  const lines = await logOf(outcome);
  expect(lines).toMatchObject([{ level: pino.levels.values[level], message_id: 'm1', outcome: outcome.kind, status }]);
  expect(JSON.stringify(lines)).not.toMatch(/987654321|pedido/);
});

it('logs a message that it may not send', async () => {
  const lines = await logOf({ kind: 'submitted', sid: 'SM1' }, { kind: 'over' });
  expect(lines).toMatchObject([{ message_id: 'm1', claim: 'over' }]);
});
