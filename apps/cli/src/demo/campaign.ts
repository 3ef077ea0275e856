import { setTimeout as sleep } from 'node:timers/promises';
import type { CreateCampaign, Recado } from '@recado/client';
import type { CampaignProgress, ImportedConsents, ImportedRecipients } from '@recado/contract';
import type { Shipment } from './shipments.ts';
import type { Outcome } from './watch.ts';

/** Counts of recipients whose message the demo expects to be delivered and suppressed. */
const reached = 200;
const capped = 20;
const template = 'promotion';

/** Formats the result of a campaign as rows of the demo's table. */
export const outcomesOf = ({ by_status: byStatus, kept_back: excluded }: CampaignProgress): Outcome[] => [
  rowOf('delivered', byStatus.delivered, 'campaign, from a spreadsheet', reached),
  rowOf(
    'suppressed',
    excluded['frequency_cap'] ?? 0,
    'of the campaign: had a promotion already (frequency_cap)',
    capped,
  ),
];

const numberOf = (person: number): string => `+55219${87_650_000 + person}`;
const row = (person: number, discount: number): string => `${numberOf(person)};${discount}`;

const campaignFileOf = (people: number, more: string[] = []): string =>
  ['telefone;discount', ...Array.from({ length: people }, (_, person) => row(person, 20)), ...more].join('\n');

/** Adds the faults of real files: one person twice, in another spelling, and invalid rows. */
const issues = ['(21) 98765-0001;25', 'nobody;20', '+5521987654321;'];

const settings = {
  template,
  // The window is always open, so that the demo does not wait for the morning.
  window: { from: '00:00', to: '24:00' },
  consent: { source: 'the demo', evidence: 'nobody receives it' },
};

type Campaigns = Recado['campaigns'];
type Deps = { api: Recado; deadlineMs: number; signal: AbortSignal };

const launch = async (campaigns: Campaigns, name: string, file: string, more: Partial<CreateCampaign> = {}) => {
  const { id } = await campaigns.create({ name, ...settings, ...more }, { idempotencyKey: `demo-${name}` });
  const imported = await campaigns.importRecipients(id, { contentType: 'text/csv', body: file });
  const { version } = await campaigns.estimate(id);
  await campaigns.launch(id, { estimate_version: version });
  return { id, imported };
};

const isOver = ({ status, by_status: { sent, sending, accepted, pending } }: CampaignProgress): boolean =>
  status === 'completed' && sent + sending + accepted + pending === 0;

/** Returns the progress once every message has a final status, or at the deadline. */
const follow = async ({ api, deadlineMs, signal }: Deps, id: string): Promise<CampaignProgress> => {
  const giveUpAt = performance.now() + deadlineMs;
  for (;;) {
    const { progress } = await api.campaigns.get(id);
    if (progress && (isOver(progress) || performance.now() > giveUpAt)) return progress;
    await sleep(300, undefined, { signal });
  }
};

const rowOf = (status: Outcome['status'], count: number, label: string, expected: number): Outcome => ({
  status,
  count,
  label,
  ...(count !== expected && { expected: status }),
});

/** Holds the results of the import and of the campaign. */
export type DemoCampaign = { id: string; imported: ImportedRecipients; outcomes: Outcome[] };

/** Sends a campaign to a few people, then one to more. The cap of one promotion per day excludes the few. */
export const runCampaign = async (deps: Deps): Promise<DemoCampaign> => {
  const { campaigns } = deps.api;
  const before = await launch(campaigns, 'before', campaignFileOf(capped));
  await follow(deps, before.id);
  const cap = { frequency_cap: { messages: 1, period: 'P1D' } };
  const { id, imported } = await launch(campaigns, 'campaign', campaignFileOf(reached + capped, issues), cap);
  return { id, imported, outcomes: outcomesOf(await follow(deps, id)) };
};

const promotion = 'promotion';

/** Imports a file of consents for everyone who gets a promotion, like a shop that has them on paper. */
export const agreeToPromotions = (
  { consents }: Pick<Recado, 'consents'>,
  shipments: Shipment[],
  at: Date,
): Promise<ImportedConsents> => {
  const people = shipments.filter(({ label }) => label === promotion).map(({ request }) => request.to);
  return consents.import(
    { contentType: 'text/csv', body: agreeFileOf(people) },
    { channel: 'whatsapp', source: 'the demo', evidence: 'nobody receives it', occurred_at: at.toISOString() },
  );
};

const agreeFileOf = (people: string[]): string =>
  ['telefone,aceita', ...people.map((phone) => `${phone},sim`)].join('\n');
