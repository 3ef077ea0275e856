import type { RecordedSender } from '@recado/messaging';
import { pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { makePauseReasons, makeSenderSupervisor, type Consumer } from './supervise-senders.ts';

describe('supervised senders', () => {
  const sender = (patch: Partial<RecordedSender> = {}): RecordedSender => ({
    id: 'store',
    channel: 'sms',
    address: '+551150289876',
    mps: 10,
    dailyLimit: null,
    paused: false,
    createdAt: new Date(0),
    updatedAt: new Date(0),
    ...patch,
  });

  /** Lets the test decide what the record says at each look. */
  const world = ({ known = [] as RecordedSender[] } = {}) => {
    const said: string[] = [];
    const record: { senders: RecordedSender[] | Error } = { senders: [] };
    const say = (what: string) => async () => {
      said.push(what);
    };
    let now = 0;
    const consume = ({ id }: { id: string }): Consumer => {
      said.push(`${id} starts`);
      return {
        setRate: (mps) => void said.push(`${id} at ${mps}`),
        pause: say(`${id} pauses`),
        resume: say(`${id} resumes`),
        close: say(`${id} closes`),
      };
    };
    let reads = 0;
    const findSenders = async () => {
      reads += 1;
      if (record.senders instanceof Error) throw record.senders;
      return record.senders;
    };
    const controller = new AbortController();
    const lines: string[] = [];
    const log = pino({}, { write: (line) => void lines.push((JSON.parse(line) as { msg: string }).msg) });
    const supervisor = makeSenderSupervisor({
      clock: () => new Date(now),
      findSenders,
      consume,
      everyMs: 1,
      signal: controller.signal,
      log,
    });
    const learned = known.length > 0 ? supervisor.learn(known, performance.now()) : undefined;
    const ended = learned ? learned.then(supervisor.run) : supervisor.run();
    /** A worker that takes jobs reads the senders all the time. */
    const working = setInterval(() => void supervisor.beforeClaim(), 1);
    const rest = () => clearInterval(working);
    const stop = () => {
      rest();
      controller.abort();
      return ended;
    };
    return { said, lines, record, supervisor, rest, countReads: () => reads, pass: (ms: number) => (now += ms), stop };
  };

  it('follows a sender from its start through a new rate, a pause and its end', async () => {
    const { said, record, stop } = world();
    const become = async (senders: RecordedSender[], last: string) => {
      record.senders = senders;
      await expect.poll(() => said.at(-1)).toBe(last);
    };
    await become([sender()], 'store starts');
    await become([sender({ mps: 20 })], 'store at 20');
    await become([sender({ mps: 20, paused: true })], 'store pauses');
    await become([sender({ mps: 20 })], 'store resumes');
    await become([sender({ mps: 20 }), sender({ id: 'other' })], 'other starts');
    await stop();
    expect(said.toSorted()).toEqual(
      [
        'store starts',
        'store at 20',
        'store pauses',
        'store resumes',
        'other starts',
        'store closes',
        'other closes',
      ].toSorted(),
    );
  });

  it('continues with the loaded senders while PostgreSQL is away, and says so once', async () => {
    const { said, lines, record, countReads, stop } = world();
    record.senders = [sender()];
    await expect.poll(() => said).toEqual(['store starts']);
    record.senders = new Error('away');
    const before = countReads();
    await expect.poll(countReads).toBeGreaterThan(before + 5);
    record.senders = [sender({ mps: 5 })];
    await expect.poll(() => said).toEqual(['store starts', 'store at 5']);
    await stop();
    expect(lines.filter((line) => line.includes('from PostgreSQL'))).toEqual([
      'Could not read senders from PostgreSQL; continuing with the senders already loaded',
      'Senders read from PostgreSQL again',
    ]);
  });

  it('starts at once what a check-in learned before it ran', async () => {
    const { said, record, rest, stop } = world({ known: [sender()] });
    record.senders = [sender()];
    rest();
    await expect.poll(() => said).toEqual(['store starts']);
    await stop();
  });

  it('takes nothing of a sender that is paused from the start', async () => {
    const { said, record, stop } = world();
    record.senders = [sender({ paused: true }), sender({ id: 'other' })];
    await expect.poll(() => said).toEqual(['other starts']);
    await stop();
  });

  it('follows the rate that a throttle leaves, and its way back', async () => {
    const { said, record, pass, stop } = world();
    record.senders = [sender()];
    await expect.poll(() => said).toEqual(['store starts']);
    record.senders = [sender({ throttle: { rate: 5, at: new Date(0) } })];
    await expect.poll(() => said.at(-1)).toBe('store at 5');
    pass(5_000);
    await expect.poll(() => said.at(-1)).toBe('store at 6');
    pass(60_000);
    await expect.poll(() => said.at(-1)).toBe('store at 10');
    await stop();
  });

  it('takes nothing of a sender that is on hold, until the hold is over', async () => {
    const { said, record, pass, stop } = world();
    record.senders = [sender()];
    await expect.poll(() => said).toEqual(['store starts']);
    record.senders = [sender({ onHold: { until: new Date(1_000), reason: 'the day is used up' } })];
    await expect.poll(() => said.at(-1)).toBe('store pauses');
    pass(1_000);
    await expect.poll(() => said.at(-1)).toBe('store resumes');
    await stop();
  });

  it('reads no senders while it has no jobs, and takes those that others read for it', async () => {
    const { said, record, supervisor, rest, countReads, stop } = world();
    record.senders = [sender()];
    await expect.poll(() => said).toEqual(['store starts']);
    rest();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const before = countReads();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(countReads()).toBe(before);
    await supervisor.learn([sender({ paused: true })], performance.now());
    expect(said.at(-1)).toBe('store pauses');
    await supervisor.learn([sender()], 0);
    expect(said.at(-1)).toBe('store pauses');
    await stop();
  });

  it('changes no rate by a state that is not new', async () => {
    const { said, record, supervisor, rest, pass, stop } = world();
    record.senders = [sender({ throttle: { rate: 5, at: new Date(0) } })];
    await expect.poll(() => said).toEqual(['store starts']);
    rest();
    await new Promise((resolve) => setTimeout(resolve, 20));
    pass(5_000);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(said).toEqual(['store starts']);
    await supervisor.read();
    expect(said.at(-1)).toBe('store at 6');
    await stop();
  });

  it('reads the senders before it claims again, and pauses one that is paused by then', async () => {
    const { said, record, supervisor, rest, stop } = world();
    record.senders = [sender()];
    await expect.poll(() => said).toEqual(['store starts']);
    rest();
    await new Promise((resolve) => setTimeout(resolve, 20));
    record.senders = [sender({ onHold: { until: new Date(1_000), reason: 'the day is used up' } })];
    await supervisor.beforeClaim();
    expect(said.at(-1)).toBe('store pauses');
    await stop();
  });
});

describe('the reasons of a pause', () => {
  const world = () => {
    const said: string[] = [];
    const say = (what: string) => async () => void said.push(what);
    return { said, ...makePauseReasons({ pause: say('pause'), resume: say('resume') }) };
  };

  it('pauses with the first hold and resumes after the last', async () => {
    const { said, addPause, removePause } = world();
    await addPause('record');
    await addPause('outage');
    await addPause('outage');
    expect(said).toEqual(['pause']);
    await removePause('record');
    await removePause('nobody');
    expect(said).toEqual(['pause']);
    await removePause('outage');
    expect(said).toEqual(['pause', 'resume']);
  });

  it('releases by itself what was held for a time', async () => {
    const { said, addPause, removePause, pauseFor } = world();
    await addPause('record');
    await pauseFor('outage', 5);
    await pauseFor('outage', 60_000);
    await removePause('record');
    expect(said).toEqual(['pause']);
    await expect.poll(() => said).toEqual(['pause', 'resume']);
  });

  it('releases nothing after its end', async () => {
    vi.useFakeTimers();
    const pauseReasons = world();
    await pauseReasons.pauseFor('outage', 5);
    pauseReasons[Symbol.dispose]();
    vi.advanceTimersByTime(1_000);
    vi.useRealTimers();
    expect(pauseReasons.said).toEqual(['pause']);
  });
});
