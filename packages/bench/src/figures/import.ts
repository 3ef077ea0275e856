import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Campaign, ImportedRecipients } from '@recado/contract';
import { request } from 'undici';
import { apiKey } from '../lab/account.ts';
import type { Child } from '../lab/child.ts';
import type { Lab } from '../lab/lab.ts';
import { startRecado } from '../lab/recado.ts';
import type { Sizes } from '../sizes.ts';
import type { Figure } from './figure.ts';

const mebibyte = 1024 ** 2;
const lookEveryMs = 50;
const authorization = `Bearer ${apiKey}`;
const rowsAtOnce = 10_000;

const rowOf = (n: number) => `${11_900_000_000 + n};Maria da Conceição ${n};${n % 60}%;Recife\n`;

function* rowsOf(rows: number): Generator<string> {
  yield 'telefone;nome;desconto;cidade\n';
  for (let first = 0; first < rows; first += rowsAtOnce)
    yield Array.from({ length: Math.min(rowsAtOnce, rows - first) }, (_, n) => rowOf(first + n)).join('');
}

const callJson = async (url: string, method: 'POST' | 'PUT', body: object): Promise<unknown> => {
  const headers = { authorization, 'content-type': 'application/json' };
  const answer = await request(url, { method, headers, body: JSON.stringify(body) });
  if (answer.statusCode < 300) return answer.body.json();
  throw new Error(`${url} answered ${answer.statusCode}: ${await answer.body.text()}`);
};

const newDraft = async (url: string): Promise<string> => {
  const template = { channel: 'whatsapp', category: 'marketing', content_sid: `HX${'1'.repeat(32)}` };
  await callJson(`${url}/v1/templates/offer`, 'PUT', { ...template, variables: ['nome', 'desconto'] });
  return Campaign.parse(await callJson(`${url}/v1/campaigns`, 'POST', { name: 'offer', template: 'offer' })).id;
};

const upload = async (url: string, id: string, file: string): Promise<ImportedRecipients> => {
  const answer = await request(`${url}/v1/campaigns/${id}/recipients`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'text/csv' },
    body: createReadStream(file),
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return ImportedRecipients.parse(await answer.body.json());
};

/** The most memory that a process has until it is told to stop looking. */
const watchMemory = (process: Child) => {
  let isOver = false;
  const peak = (async () => {
    let most = 0;
    while (!isOver) {
      most = Math.max(most, (await process.usage()).rssBytes);
      await sleep(lookEveryMs);
    }
    return most;
  })();
  return () => {
    isOver = true;
    return peak;
  };
};

type Taken = { perSecond: number; cpuMs: number; peak: number };

const take = async (api: Child, file: string, rows: number): Promise<Taken> => {
  const id = await newDraft(api.url);
  const before = await api.usage();
  const stopWatching = watchMemory(api);
  const began = performance.now();
  const { accepted } = await upload(api.url, id, file);
  const seconds = (performance.now() - began) / 1000;
  const peak = await stopWatching();
  if (accepted !== rows) throw new Error(`${accepted} of ${rows} recipients were accepted`);
  const after = await api.usage();
  return { perSecond: rows / seconds, cpuMs: (after.cpuMs - before.cpuMs) / rows, peak: peak / mebibyte };
};

/** A file of recipients over HTTP into a draft: checked, normalised, sealed and committed. */
export const measureImport = async (lab: Lab, { imports: { rows, files } }: Sizes): Promise<Figure[]> => {
  const file = join(lab.folder, 'recipients.csv');
  await writeFile(file, rowsOf(rows));
  const taken: Taken[] = [];
  for (let n = 0; n < files; n += 1) {
    await using recado = await startRecado(lab, { twilioUrl: 'http://127.0.0.1:9', mps: 80 });
    taken.push(await take(recado.api, file, rows));
  }
  const goal = { rows: { of: 'recado', atLeast: 20_000 }, memory: { of: 'recado', atMost: 300 } } as const;
  return [
    { name: 'import: rows a second', unit: '/s', recado: taken.map(({ perSecond }) => perSecond), goal: goal.rows },
    { name: 'import: CPU of the API a row', unit: 'ms', recado: taken.map(({ cpuMs }) => cpuMs) },
    {
      name: 'import: memory of the API at most',
      unit: 'MiB',
      recado: taken.map(({ peak }) => peak),
      goal: goal.memory,
    },
  ];
};
