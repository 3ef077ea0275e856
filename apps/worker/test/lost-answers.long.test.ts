import { describe, expect, it } from 'vitest';
import { makeCampaignActions } from './support/campaign-actions.ts';
import { startSystem, type System } from './support/system.ts';

const ana = '+5511987654321';
const toAna = `whatsapp:${ana}`;
const order = (order_id: string) => ({ to: ana, template: 'order_confirmation', variables: { order_id } });

/** A request is looked for half a second after it was lost; callbacks come sooner. */
const impatient = { TWILIO_TIMEOUT_MS: '1500', RESOLVE_GRACE_MS: '500', UPKEEP_INTERVAL_MS: '100' };

type Made = { status_callback: string; sid: string };

const madeByTwilio = async ({ simulator }: System): Promise<Made[]> => {
  const text = await (await fetch(`${simulator.url}/simulator/messages`)).text();
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Made);
};

const askSimulator = async ({ simulator }: System, method: string, path: string, body: unknown) => {
  const answer = await fetch(`${simulator.url}/simulator${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.ok).toBe(true);
};

const accept = async (system: System, message: object): Promise<string> => {
  const { status, body } = await system.call('POST', '/v1/messages', message);
  expect(status).toBe(202);
  return body.id;
};

const read = async (system: System, id: string) => (await system.call('GET', `/v1/messages/${id}`)).body;

const becomes = (system: System, id: string, expected: object) =>
  expect.poll(() => read(system, id), { interval: 200 }).toMatchObject(expected);

const timesMade = async (system: System, id: string) =>
  (await madeByTwilio(system)).filter(({ status_callback: url }) => url.includes(id)).length;

const many = 12;

const kindsOfTexts = ['empty', 'placeholders', 'rendered', 'trimmed', 'footer'];

describe.each(kindsOfTexts)('a list with texts that are %s', (kind) => {
  it('leads to no second copy of messages to one person, half of whose answers are lost', async () => {
    await using system = await startSystem(
      'postgresql',
      {
        SIMULATOR_LIST_TEXTS: kind,
        SIMULATOR_FAULTS: JSON.stringify({
          reset_after: 0.4,
          reset_before: 0.1,
          callback_late: 1,
          callback_late_ms: 1500,
        }),
        SIMULATOR_READ_SHARE: '0',
      },
      impatient,
    );
    await system.startWorker();
    const ids = await Promise.all(Array.from({ length: many }, (_, index) => accept(system, order(String(index + 1)))));
    for (const id of ids) await becomes(system, id, { status: 'delivered' });
    const made = await madeByTwilio(system);
    expect(made).toHaveLength(many);
    for (const id of ids) expect(await timesMade(system, id)).toBe(1);
  });
});

describe('a request whose text fits any listed one', () => {
  it('does not take the SID of another message: both are delivered once', async () => {
    await using system = await startSystem('postgresql', { SIMULATOR_READ_SHARE: '0' }, impatient);
    await system.call('PUT', '/v1/templates/welcome', {
      channel: 'whatsapp',
      category: 'utility',
      content_sid: 'HX00000000000000000000000000000999',
      variables: [],
    });
    await askSimulator(system, 'POST', '/faults/next', [
      { kind: 'reset_before', match: { to: toAna } },
      { kind: 'reset_after', match: { to: toAna } },
    ]);
    await system.call('PUT', '/v1/senders/store', { mps: 1 });
    const lost = await accept(system, { to: ana, template: 'welcome' });
    const arrived = await accept(system, order('1042'));
    await system.startWorker();
    await becomes(system, lost, { status: 'delivered' });
    await becomes(system, arrived, { status: 'delivered' });
    expect(await timesMade(system, lost)).toBe(1);
    expect(await timesMade(system, arrived)).toBe(1);
  });
});

describe('a message whose text and callbacks are lost', () => {
  it('says what it waits for, is never sent again, and fails for a person to decide', async () => {
    await using system = await startSystem(
      'postgresql',
      { SIMULATOR_LIST_TEXTS: 'empty', SIMULATOR_CALLBACKS: 'off' },
      { ...impatient, OUTCOME_UNKNOWN_AFTER_MS: '8000' },
    );
    await askSimulator(system, 'POST', '/faults/next', { kind: 'reset_after' });
    const id = await accept(system, order('7'));
    const worker = await system.startWorker();
    await becomes(system, id, {
      status: 'sending',
      reason: 'waits_for_status_callback',
      waiting_since: expect.any(String),
    });
    expect(worker.output.text()).toContain('Outcome still unknown');
    await becomes(system, id, { status: 'failed', reason: 'outcome_unknown' });
    expect(await timesMade(system, id)).toBe(1);
    expect((await system.call('POST', '/v1/messages/retry', { status: 'failed' })).body).toMatchObject({ retried: 0 });
  });
});

describe('an answer with the SID of another message', () => {
  it.each([
    ['rendered', 'on'],
    ['empty', 'on'],
    ['rendered', 'off'],
  ])('moves nothing back and leads to no second copy, with texts %s and callbacks %s', async (texts, callbacks) => {
    await using system = await startSystem(
      'postgresql',
      { SIMULATOR_LIST_TEXTS: texts, SIMULATOR_CALLBACKS: callbacks, SIMULATOR_READ_SHARE: '0' },
      { ...impatient, CALLBACK_PATIENCE_MS: '1000' },
    );
    await system.startWorker();
    const first = await accept(system, order('1'));
    await becomes(system, first, { status: 'delivered' });
    await askSimulator(system, 'POST', '/faults/next', { kind: 'repeated_sid' });
    const second = await accept(system, order('2'));
    await becomes(system, second, { status: 'delivered' });
    expect(await read(system, first)).toMatchObject({ status: 'delivered' });
    const made = await madeByTwilio(system);
    expect(made).toHaveLength(2);
    expect(await timesMade(system, second)).toBe(1);
  });
});

describe('a campaign with a lost answer, while the message list cannot be read', () => {
  it('says what it waits for and since when, and ends once the list can be read', async () => {
    await using system = await startSystem(
      'postgresql',
      { SIMULATOR_CALLBACKS: 'off', SIMULATOR_READ_SHARE: '0', SIMULATOR_STEP_MS: '20' },
      { ...impatient, CALLBACK_PATIENCE_MS: '1000' },
    );
    const campaigns = makeCampaignActions(system);
    const id = await campaigns.draft();
    expect((await campaigns.upload(id, `phone,discount\n${ana},20%\n+5511987654322,20%\n`)).status).toBe(200);
    const worker = await system.startWorker();
    // Marketing waits until the worker has read what people wrote, from the same list.
    await expect
      .poll(async () => (await system.call('GET', '/v1/senders/store')).body, { interval: 200 })
      .not.toHaveProperty('marketing_waits');
    await askSimulator(system, 'PUT', '/faults', { list_500: 1 });
    await askSimulator(system, 'POST', '/faults/next', { kind: 'reset_after' });
    expect(await campaigns.launch(id)).toBe(200);
    const waiting = [{ reason: 'waits_for_twilio_list', messages: 1, since: expect.any(String) }];
    await expect
      .poll(() => campaigns.show(id), { interval: 200 })
      .toMatchObject({ status: 'running', progress: { waiting } });
    expect((await campaigns.show(id)).progress.percent).toBeLessThan(100);
    const { url } = await worker.ready();
    const metrics = await (await fetch(`${String(url)}/metrics`)).text();
    expect(metrics).toContain('recado_unresolved_messages{reason="waits_for_twilio_list"} 1');
    expect(worker.output.text()).toContain('"waits_for":"twilio_list"');
    await askSimulator(system, 'PUT', '/faults', {});
    const { progress } = await campaigns.ends(id);
    expect(progress).not.toHaveProperty('waiting');
    expect(await madeByTwilio(system)).toHaveLength(2);
  });
});
