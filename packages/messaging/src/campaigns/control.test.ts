import { describe, expect, it, vi } from 'vitest';
import type { CampaignState, RecordedCampaign } from './campaign.ts';
import type { ChangeDeps } from './change.ts';
import { cancelCampaign, pauseCampaign, resumeCampaign, startDueCampaigns } from './lifecycle.ts';

const now = new Date('2026-11-22T12:00:00Z');
const before = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

const campaign = (change: Partial<RecordedCampaign>): RecordedCampaign => ({
  id: 'c1',
  name: 'Natal',
  status: 'running',
  channel: 'whatsapp',
  category: 'marketing',
  templateName: 'promotion',
  templateLanguage: 'pt_BR',
  variables: {},
  senderIds: ['store'],
  dryRun: false,
  recipients: 3,
  version: 1,
  audienceVersion: 1,
  createdAt: before(120),
  createdBy: 'ana',
  updatedAt: before(60),
  ...change,
});

const usd = (amount: string) => ({ amount, currency: 'USD' });

const launch = { launchedAt: before(60), launchedBy: 'ana' };

const world = (found: RecordedCampaign | undefined, funds?: { balance: string; own: string; others?: string }) => ({
  clock: () => now,
  loadCampaign: async () => found,
  findBalance: async () => funds && { ...usd(funds.balance), readAt: now },
  findRemainingCosts: async () => ({
    ...(funds && { own: usd(funds.own) }),
    ...(funds?.others !== undefined && { others: usd(funds.others) }),
  }),
  changeCampaign: vi.fn<ChangeDeps['changeCampaign']>(async ({ decide }) => {
    const change = decide(found);
    const was = found ?? campaign({});
    return change
      ? { kind: 'changed', campaign: { ...was, ...change.settings, ...change.state } }
      : { kind: 'unchanged', campaign: was };
  }),
});

const verbs = { pause: pauseCampaign, resume: resumeCampaign, cancel: cancelCampaign };

type Case = [keyof typeof verbs, CampaignState, CampaignState['status']];

describe('a campaign', () => {
  it.each<Case>([
    ['pause', { status: 'running' }, 'paused'],
    ['pause', { status: 'scheduled' }, 'paused'],
    ['resume', { status: 'paused', statusReason: 'error_share' }, 'running'],
    ['cancel', { status: 'draft' }, 'canceled'],
    ['cancel', { status: 'scheduled' }, 'canceled'],
    ['cancel', { status: 'running' }, 'canceled'],
    ['cancel', { status: 'paused' }, 'canceled'],
  ])('%s of %o makes it %s, and who launched it stays', async (verb, state, status) => {
    const result = await verbs[verb](world(campaign({ ...launch, ...state })), 'c1', { by: 'ops' });
    expect(result).toMatchObject({ isRepeat: false, campaign: { status, ...launch } });
  });

  it.each<Case>([
    ['pause', { status: 'paused', statusReason: 'budget' }, 'paused'],
    ['resume', { status: 'running' }, 'running'],
    ['resume', { status: 'scheduled' }, 'scheduled'],
    ['cancel', { status: 'canceled', endedAt: before(5) }, 'canceled'],
  ])('%s of %o changes nothing', async (verb, state, status) => {
    const found = campaign(state);
    const { campaign: result } = await verbs[verb](world(found), 'c1', { by: 'ops' });
    expect(result).toBe(found);
    expect(result.status).toBe(status);
  });

  it.each<[keyof typeof verbs, CampaignState, RegExp]>([
    ['pause', { status: 'draft' }, /is a draft/],
    ['pause', { status: 'completed', endedAt: before(5) }, /was completed at 2026-11-22T11:55/],
    ['pause', { status: 'canceled', endedAt: before(5) }, /was canceled at/],
    ['resume', { status: 'draft' }, /is a draft/],
    ['resume', { status: 'completed', endedAt: before(5) }, /was completed at/],
    ['resume', { status: 'canceled', endedAt: before(5) }, /was canceled at/],
    ['cancel', { status: 'completed', endedAt: before(5) }, /was completed at/],
  ])('%s of %o is refused with the reason', async (verb, state, message) => {
    await expect(verbs[verb](world(campaign(state)), 'c1', {})).rejects.toMatchObject({
      type: 'conflict',
      message: expect.stringMatching(message),
    });
  });

  it.each(Object.entries(verbs))('that does not exist cannot %s', async (_verb, run) => {
    await expect(run(world(undefined), 'c1', {})).rejects.toMatchObject({ type: 'not-found' });
  });

  it('whose time is yet to come waits for it when it is resumed', async () => {
    const found = campaign({ status: 'paused', sendAt: before(-60) });
    expect((await resumeCampaign(world(found), 'c1', {})).campaign.status).toBe('scheduled');
  });

  it('runs when it is resumed long after its time: a user decided so', async () => {
    const found = campaign({ status: 'paused', statusReason: 'overdue', sendAt: before(600) });
    const { campaign: result } = await resumeCampaign(world(found), 'c1', {});
    expect(result.status).toBe('running');
  });

  it.each([
    ['reused', 'idempotency-key-reused'],
    ['in-use', 'idempotency-key-in-use'],
    ['not-found', 'not-found'],
  ] as const)('is not changed when the store says %s', async (kind, type) => {
    const deps = { clock: () => now, changeCampaign: async () => ({ kind }) };
    await expect(pauseCampaign(deps, 'c1', {})).rejects.toMatchObject({ type });
  });
});

describe('a campaign that the balance does not pay for', () => {
  const paused = { status: 'paused' } as const;
  const resume = (change: Partial<RecordedCampaign>, funds: Parameters<typeof world>[1], ignoresBalance?: boolean) =>
    resumeCampaign(world(campaign(change), funds), 'c1', { ignoresBalance });

  it.each([
    [{ balance: '10', own: '10.01' }],
    [{ balance: '10', own: '6', others: '4.01' }],
    [{ balance: '-1', own: '0.01' }],
  ])('is not resumed with %j, unless told otherwise', async (funds) => {
    await expect(resume(paused, funds)).rejects.toMatchObject({
      type: 'balance-too-low',
      errors: [{ reason: 'balance_too_low' }],
    });
    const { campaign: resumed } = await resume(paused, funds, true);
    expect(resumed).toMatchObject({ status: 'running', ignoresBalance: true });
    expect((await resume({ ...paused, ignoresBalance: true }, funds)).campaign.status).toBe('running');
  });

  it.each<[Partial<RecordedCampaign>, Parameters<typeof world>[1], string]>([
    [paused, { balance: '10', own: '10' }, 'running'],
    [paused, { balance: '10', own: '6', others: '4' }, 'running'],
    [{ ...paused, dryRun: true }, { balance: '0', own: '10' }, 'running'],
    [{ ...paused, sendAt: before(-60) }, { balance: '0', own: '10' }, 'scheduled'],
    [{ status: 'running' }, { balance: '0', own: '10' }, 'running'],
  ])('of %j with %j is %s', async (change, funds, status) => {
    expect((await resume(change, funds)).campaign.status).toBe(status);
  });
});

describe('a scheduled campaign', () => {
  const start = async (change: Partial<RecordedCampaign>, funds?: Parameters<typeof world>[1]) => {
    const deps = {
      ...world(campaign(change), funds),
      findDueCampaigns: async () => ['c1'],
      started: vi.fn<() => void>(),
    };
    await startDueCampaigns(deps);
    const answer = await deps.changeCampaign.mock.results[0]?.value;
    return { answer, started: deps.started.mock.calls.length };
  };

  it.each([
    ['starts at its time', before(0)],
    ['starts up to an hour late', before(60)],
    ['starts at once when its time was taken away', undefined],
  ])('%s', async (_what, sendAt) => {
    const { answer, started: result } = await start({ status: 'scheduled', ...(sendAt && { sendAt }) });
    expect(answer).toMatchObject({ kind: 'changed', campaign: { status: 'running' } });
    expect(result).toBe(1);
  });

  it('is paused, and waits for a resume, when it is more than an hour overdue', async () => {
    const { answer } = await start({ status: 'scheduled', sendAt: before(61) });
    expect(answer).toMatchObject({ campaign: { status: 'paused', statusReason: 'overdue', pausedAt: now } });
  });

  it('is paused with the reason when the balance does not pay for it, unless told otherwise at its launch', async () => {
    const funds = { balance: '10', own: '8', others: '3' };
    const { answer, started } = await start({ status: 'scheduled', sendAt: before(0) }, funds);
    expect(answer).toMatchObject({ campaign: { status: 'paused', statusReason: 'balance_too_low', pausedAt: now } });
    expect(started).toBe(1);
    const told = await start({ status: 'scheduled', sendAt: before(0), ignoresBalance: true }, funds);
    expect(told.answer).toMatchObject({ campaign: { status: 'running', ignoresBalance: true } });
  });

  it.each<Partial<RecordedCampaign>>([
    { status: 'running' },
    { status: 'canceled' },
    { status: 'scheduled', sendAt: before(-1) },
  ])('that has become %o is left unchanged', async (change) => {
    expect(await start(change)).toMatchObject({ answer: { kind: 'unchanged' }, started: 0 });
  });
});
