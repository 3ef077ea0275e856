import { join } from 'node:path';
import { Campaign } from '@recado/contract';
import { Client } from 'pg';
import { request } from 'undici';
import { apiKey, senderId } from '../lab/account.ts';
import { watchMemory, type Child } from '../lab/child.ts';
import { newDraft, upload, writeAudience } from '../lab/fill.ts';
import type { Lab } from '../lab/lab.ts';
import { startRecado } from '../lab/recado.ts';
import { percentile } from '../statistics.ts';
import type { Figure, Sizes } from './figure.ts';

const mebibyte = 1024 ** 2;
const headers = { authorization: `Bearer ${apiKey}` };
/** Counter changes that are not yet summed: more than one second at 400 messages per second. */
const openChanges = 2_000;

/** Measures the latency of a large campaign's progress, and the speed and memory of its report export. */
export const measureProgress = async (lab: Lab, { progress: { people, answers } }: Sizes): Promise<Figure[]> => {
  const file = join(lab.folder, 'audience.csv');
  await writeAudience(file, people);
  await using recado = await startRecado(lab, { twilioUrl: 'http://127.0.0.1:9', mps: 80 });
  const { api, env, startApi } = recado;
  const id = await newDraft(api.url);
  await upload(api.url, id, file);
  await letItRun(env['DATABASE_URL'] ?? '', id);
  const times = await timeAnswers(`${api.url}/v1/campaigns/${id}`, answers, people);
  // The first API imported the file, so its memory still includes the import.
  const { lines, perSecond, peak } = await exportAll(await startApi(), id);
  if (lines !== people) throw new Error(`${lines} of ${people} recipients were exported`);
  return [
    { name: 'progress: an answer, median', unit: 'ms', recado: [percentile(times, 0.5)] },
    {
      name: 'progress: an answer, 99 %',
      unit: 'ms',
      recado: [percentile(times, 0.99)],
      goal: { of: 'recado', atMost: 50 },
    },
    { name: 'progress: people exported a second', unit: '/s', recado: [perSecond] },
    { name: 'progress: memory of the API while it exports', unit: 'MiB', recado: [peak] },
  ];
};

/** Puts the campaign in a typical running state: most messages sent, some failed, a tenth not fed. */
const asWhileItRuns = [
  `insert into messages (
    id, campaign_id, zone_set, created_at, due_at, sent_at, status, error_code, channel, category, sender_id,
    to_index, to_sealed, content_sealed, template_name, template_language, cost
  )
  select
    id, campaign_id, zone_set, now(), now(), now(), (array['failed', 'delivered', 'read', 'sent', 'accepted'])[1 + line % 5]::message_status,
    case when line % 5 = 0 then 63000 + line % 40 end, 'whatsapp', 'marketing', '${senderId}',
    to_index, to_sealed, content_sealed, 'offer', 'pt_BR', 0.0625
  from recipients where campaign_id = $1 and line % 10 <> 9`,
  `insert into campaign_deltas (campaign_id, status_before, status, cost_change, day)
  select $1::uuid, 'accepted', 'sending', 0, now() from generate_series(1, ${openChanges})`,
  `update campaigns set status = 'running', launched_at = now() where id = $1`,
];

const letItRun = async (databaseUrl: string, id: string): Promise<void> => {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (const statement of asWhileItRuns) await client.query(statement, [id]);
    await client.query('vacuum (analyze) messages, recipients, campaign_deltas');
  } finally {
    await client.end();
  }
};

/** Returns the milliseconds of each response, one after the other. */
const timeAnswers = async (url: string, count: number, people: number): Promise<number[]> => {
  const times: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const began = performance.now();
    const { progress } = Campaign.parse(await (await request(url, { headers })).body.json());
    times.push(performance.now() - began);
    if (progress?.people !== people) throw new Error(`The progress is of ${progress?.people} people, not ${people}`);
  }
  return times;
};

const exportAll = async (api: Child, id: string) => {
  const stopWatching = watchMemory(api);
  const began = performance.now();
  const answer = await request(`${api.url}/v1/campaigns/${id}/recipients.csv`, { headers, bodyTimeout: 0 });
  let lines = -1;
  for await (const chunk of answer.body) for (const byte of chunk as Buffer) if (byte === 10) lines += 1;
  const seconds = (performance.now() - began) / 1000;
  return { lines, perSecond: lines / seconds, peak: (await stopWatching()) / mebibyte };
};
