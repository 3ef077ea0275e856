import { Writable } from 'node:stream';
import type { Claim, Claimed, Outcome, Submission } from '@recado/messaging';
import { pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { makeDeliverJob, rateLimited, signalAware } from './deliver-job.ts';

describe('deliver-job', () => {
  const message: Claimed = {
    id: 'm1',
    attempt: 1,
    channel: 'sms',
    category: 'utility',
    sender: { id: 'texts', address: '+551150289876' },
    to: '+5511987654321',
    content: { kind: 'body', body: 'Seu pedido chegou' },
  };

  type Deps = Parameters<typeof makeDeliverJob>[0];
  type SignalDeps = Parameters<typeof signalAware>[1];

  const sendSlot = { waitUntilDue: async () => {}, isOnTime: () => true };

  const depsFor = (outcome: Outcome | 'late', claim: Claim = { kind: 'claimed', message }) => ({
    clock: () => new Date(7),
    claim: vi.fn<Deps['claim']>(async () => claim),
    request: async () => outcome,
    record: vi.fn<Deps['record']>(async () => {}),
    beforeClaim: vi.fn<Deps['beforeClaim']>(() => undefined),
    canSend: () => true,
    isSampled: (id: string) => id === 'sampled',
    sliceMissed: vi.fn<SignalDeps['sliceMissed']>(),
    renewClaim: vi.fn<SignalDeps['renewClaim']>(async () => {}),
    isClockRight: () => true,
    applySenderSignal: vi.fn<SignalDeps['applySenderSignal']>(async () => {}),
    policy: {
      retry: { maxAttempts: 3, delayAfter: () => 1 },
      followUpDelays: { afterClaimMs: 1, afterUnknownMs: 1, afterSentMs: 1 },
    },
  });

  const silent = pino({ level: 'silent' });

  const deliverJob = (deps: ReturnType<typeof depsFor>, log = silent) =>
    makeDeliverJob({ ...deps, sendClaimed: signalAware(deps.request, { ...deps, log }) }, log);
  const throttled: Outcome = { kind: 'throttled', code: 20429, message: 'x' };

  const logOf = async (...of: Parameters<typeof depsFor>) => {
    const lines: Record<string, unknown>[] = [];
    const sink = new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
        done();
      },
    });
    await deliverJob(depsFor(...of), pino({ level: 'debug' }, sink))('m1', sendSlot);
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
    expect(lines).toMatchObject([
      { level: pino.levels.values[level], message_id: 'm1', outcome: outcome.kind, status },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/987654321|pedido/);
  });

  it('logs at info that a message of the sample was sent', async () => {
    const sampled: Claim = { kind: 'claimed', message: { ...message, id: 'sampled' } };
    const lines = await logOf({ kind: 'submitted', sid: 'SM1' }, sampled);
    expect(lines).toMatchObject([{ level: pino.levels.values['info'], message_id: 'sampled' }]);
  });

  it('logs a message that it may not send', async () => {
    const lines = await logOf({ kind: 'submitted', sid: 'SM1' }, { kind: 'over' });
    expect(lines).toMatchObject([{ message_id: 'm1', claim: 'over' }]);
  });

  it('reads the senders before it decides whether a message may be claimed', async () => {
    let isPaused = false;
    const deps = { ...depsFor(throttled), canSend: () => !isPaused };
    deps.beforeClaim.mockImplementation(async () => void (isPaused = true));
    expect(await deliverJob(deps)('m1', sendSlot)).toEqual({ kind: 'pause', forMs: 0 });
    expect(deps.claim).not.toHaveBeenCalled();
  });

  it('claims nothing while Twilio is out of reach: the job goes back to the front', async () => {
    const deps = { ...depsFor(throttled), canSend: () => false };
    await expect(deliverJob(deps)('m1', sendSlot)).resolves.toEqual({ kind: 'pause', forMs: 0 });
    expect(deps.claim).not.toHaveBeenCalled();
  });

  it('applies the sender signal before the message is back in the queue', async () => {
    const deps = depsFor(throttled);
    await deliverJob(deps)('m1', sendSlot);
    expect(deps.applySenderSignal).toHaveBeenCalledExactlyOnceWith(new Date(7), { kind: 'slow', code: 20429 });
    expect(deps.applySenderSignal.mock.invocationCallOrder[0]).toBeLessThan(
      deps.record.mock.invocationCallOrder[0] ?? 0,
    );
  });

  it('records the outcome of the message even if the sender cannot be updated', async () => {
    const deps = depsFor(throttled);
    deps.applySenderSignal.mockRejectedValue(new Error('away'));
    await deliverJob(deps)('m1', sendSlot);
    expect(deps.record).toHaveBeenCalledOnce();
  });

  it('puts a message back in front that came too late for the rate: no attempt is spent, and the sender stays as fast as it is', async () => {
    const deps = depsFor('late');
    await expect(deliverJob(deps)('m1', sendSlot)).resolves.toEqual({ kind: 'pause', forMs: 0 });
    expect(deps.record).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({
        statusUpdate: expect.objectContaining({ status: 'accepted', dueAt: new Date(7), spent: false }),
      }),
    );
    expect(deps.applySenderSignal).not.toHaveBeenCalled();
    expect(deps.sliceMissed).toHaveBeenCalledOnce();
  });

  it('renews its claim while the request is out, also when a renewal fails, and not any more after it', async () => {
    const answered = Promise.withResolvers<Outcome>();
    const deps = { ...depsFor({ kind: 'submitted', sid: 'SM1' }), request: () => answered.promise };
    deps.policy.followUpDelays.afterClaimMs = 30;
    deps.renewClaim.mockRejectedValueOnce(new Error('away'));
    const job = deliverJob(deps)('m1', sendSlot);
    await expect.poll(() => deps.renewClaim.mock.calls.length).toBeGreaterThan(2);
    expect(deps.renewClaim).toHaveBeenCalledWith('m1', 30);
    answered.resolve({ kind: 'submitted', sid: 'SM1' });
    await job;
    const renewals = deps.renewClaim.mock.calls.length;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(deps.renewClaim).toHaveBeenCalledTimes(renewals);
  });

  it('sends nothing when the clock jumped after the claim: the worker may have been suspended', async () => {
    const request = vi.fn<ReturnType<typeof depsFor>['request']>(async () => ({ kind: 'submitted', sid: 'SM1' }));
    const deps = { ...depsFor({ kind: 'submitted', sid: 'SM1' }), request, isClockRight: () => false };
    await deliverJob(deps)('m1', sendSlot);
    expect(request).not.toHaveBeenCalled();
    expect(deps.record).toHaveBeenCalledWith(
      expect.objectContaining({ outcome: expect.objectContaining({ kind: 'unsent' }) }),
    );
  });
});

describe('limit-requests', () => {
  const submission: Submission = {
    messageId: 'm1',
    channel: 'sms',
    from: '+14155550100',
    to: '+5511987654321',
    content: { kind: 'body', body: 'Oi' },
  };
  const submitted: Outcome = { kind: 'submitted', sid: 'SM1' };

  /** A slot that is due. */
  const atOnce = { waitUntilDue: async () => {}, isOnTime: () => true };

  const start = (most: number) => {
    let now = 0;
    const answers: ((outcome: Outcome) => void)[] = [];
    const send = vi.fn(() => new Promise<Outcome>((resolve) => answers.push(resolve)));
    let own = 0;
    const limited = rateLimited(send, { atOnce: most, clock: () => new Date(now), ownTime: () => own });
    return {
      send,
      ask: (sendSlot = atOnce) => limited(submission, sendSlot),
      answer: () => answers.shift()?.(submitted),
      wait: (ms: number) => {
        now += ms;
      },
      suspend: (ms: number) => {
        own += ms;
      },
    };
  };

  it('holds back a request until one of those before it is answered', async () => {
    const { send, ask, answer } = start(2);
    const requests = [ask(), ask(), ask()];
    await expect.poll(() => send).toHaveBeenCalledTimes(2);
    answer();
    await expect.poll(() => send).toHaveBeenCalledTimes(3);
    answer();
    answer();
    expect(await Promise.all(requests)).toEqual([submitted, submitted, submitted]);
  });

  it('gives the place of a request that threw to the next', async () => {
    const { send, ask, answer } = start(1);
    send.mockRejectedValueOnce(new Error('no'));
    const first = ask();
    const second = ask();
    await expect(first).rejects.toThrow('no');
    await expect.poll(() => send).toHaveBeenCalledTimes(2);
    answer();
    expect(await second).toEqual(submitted);
  });

  it('does not send what waited until its claim may be over', async () => {
    const { send, ask, answer, wait } = start(1);
    const first = ask();
    const second = ask();
    await expect.poll(() => send).toHaveBeenCalledTimes(1);
    wait(5_001);
    answer();
    expect(await first).toEqual(submitted);
    expect(await second).toMatchObject({ kind: 'unsent' });
    expect(send).toHaveBeenCalledTimes(1);
  });

  it('does not send what waited for its moment while the machine was suspended', async () => {
    const moment = Promise.withResolvers<void>();
    const { send, ask, suspend } = start(1);
    const request = ask({ ...atOnce, waitUntilDue: () => moment.promise });
    suspend(60_000);
    moment.resolve();
    expect(await request).toMatchObject({ kind: 'unsent' });
    expect(send).not.toHaveBeenCalled();
  });

  it('sends when its moment has come, and not what may not go any more', async () => {
    const moment = Promise.withResolvers<void>();
    const { send, ask } = start(1);
    const isOnTime = vi.fn(() => false);
    const requests = ask({ waitUntilDue: () => moment.promise, isOnTime });
    expect(isOnTime).not.toHaveBeenCalled();
    moment.resolve();
    expect(await requests).toBe('late');
    expect(send).not.toHaveBeenCalled();
  });

  it('takes no place from others while it waits for its moment', async () => {
    const { send, ask, answer } = start(1);
    void ask({ ...atOnce, waitUntilDue: () => new Promise(() => {}) });
    const requests = ask();
    await expect.poll(() => send).toHaveBeenCalledOnce();
    answer();
    expect(await requests).toEqual(submitted);
  });
});
