import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Campaign, ImportedRecipients } from '@recado/contract';
import { request } from 'undici';
import { apiKey } from './account.ts';

const authorization = `Bearer ${apiKey}`;
const rowsAtOnce = 10_000;

const rowOf = (n: number) => `${11_900_000_000 + n};Maria da Conceição ${n};${n % 60}%;Recife\n`;

function* rowsOf(rows: number): Generator<string> {
  yield 'telefone;nome;desconto;cidade\n';
  for (let first = 0; first < rows; first += rowsAtOnce)
    yield Array.from({ length: Math.min(rowsAtOnce, rows - first) }, (_, n) => rowOf(first + n)).join('');
}

/** Calls the API, and throws at anything but a yes. */
export const callJson = async (url: string, method: 'POST' | 'PUT', body: object): Promise<unknown> => {
  const headers = { authorization, 'content-type': 'application/json' };
  const answer = await request(url, { method, headers, body: JSON.stringify(body) });
  if (answer.statusCode < 300) return answer.body.json();
  throw new Error(`${url} answered ${answer.statusCode}: ${await answer.body.text()}`);
};

/** A campaign without recipients yet: its id. */
export const newDraft = async (url: string, wish: object = {}): Promise<string> => {
  const template = { channel: 'whatsapp', category: 'marketing', content_sid: `HX${'1'.repeat(32)}` };
  await callJson(`${url}/v1/templates/offer`, 'PUT', { ...template, variables: ['nome', 'desconto'] });
  const campaign = { name: 'offer', template: 'offer', ...wish };
  return Campaign.parse(await callJson(`${url}/v1/campaigns`, 'POST', campaign)).id;
};

/** Takes a file of recipients into a draft. */
export const upload = async (url: string, id: string, file: string): Promise<ImportedRecipients> => {
  const answer = await request(`${url}/v1/campaigns/${id}/recipients`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'text/csv' },
    body: createReadStream(file),
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return ImportedRecipients.parse(await answer.body.json());
};

/** Makes a file of so many people, none of them twice. */
export const writeAudience = (file: string, people: number): Promise<void> => writeFile(file, rowsOf(people));
