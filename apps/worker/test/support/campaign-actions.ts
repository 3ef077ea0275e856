import { expect } from 'vitest';
import { apiKey } from './environment.ts';
import type { System } from './system.ts';

/** The fields of a campaign that the tests read. */
type Shown = {
  id: string;
  status: string;
  recipients: number;
  progress: { people: number; done: number; percent: number; by_status: Record<string, number> };
};

/** The fields of an import's response and of an estimate that the tests read. */
type Imported = {
  accepted: number;
  duplicates: number;
  rejected: number;
  ignored_columns: string[];
  errors: { line: number; field: string; reason: string }[];
};
type Estimated = { version: string; people: number; to_send: number; kept_back: Record<string, number> };

/** A line of recipients.csv, without the columns that may be quoted. */
type Entry = { line: string; to: string; status: string; reason: string; error_code: string; message_id: string };

/** Any hour is good, so that a test is, too. */
const anyHour = { from: '00:00', to: '24:00', timezone: 'UTC' };
const agreed = { source: 'loja', evidence: 'ficha de 2026' };

const authorization = `Bearer ${apiKey}`;

/** No cell of the test's files holds a quote or a line break; only `error` may, and it stands between the others. */
const entryOf = (row: string): Entry => {
  const [line = '', to = '', status = '', reason = '', code = ''] = row.split(',');
  const message = /,([0-9a-f-]{36}),/.exec(row)?.[1] ?? '';
  return { line, to, status, reason, error_code: code, message_id: message };
};

/** Marketing's actions over the API, for the tests. */
export const makeCampaignActions = (system: System) => {
  const show = async (id: string) => (await system.call('GET', `/v1/campaigns/${id}`)).body as unknown as Shown;
  return {
    show,
    draft: async (request: object = {}): Promise<string> => {
      const all = { name: 'Natal', template: 'promotion', window: anyHour, consent: agreed, ...request };
      const { status, body } = await system.call('POST', '/v1/campaigns', all);
      expect(body).toMatchObject({ status: 'draft' });
      expect(status).toBe(201);
      return body.id;
    },
    /** The answer, or the error of a connection that broke. */
    upload: async (id: string, file: string | Uint8Array<ArrayBuffer> | ReadableStream, type = 'text/csv') => {
      const headers = { authorization, 'content-type': type };
      const init = { method: 'POST', headers, body: file, duplex: 'half' as const };
      const answer = await fetch(`${system.url}/v1/campaigns/${id}/recipients`, init);
      return { status: answer.status, body: (await answer.json()) as Imported };
    },
    estimate: async (id: string) =>
      (await system.call('GET', `/v1/campaigns/${id}/estimate`)).body as unknown as Estimated,
    launch: async (id: string, request: object = {}) =>
      (await system.call('POST', `/v1/campaigns/${id}/launch`, request)).status,
    /** Everyone of the audience, as recipients.csv has them. */
    recipientReport: async (id: string): Promise<Entry[]> => {
      const answer = await fetch(`${system.url}/v1/campaigns/${id}/recipients.csv`, { headers: { authorization } });
      const [, ...rows] = (await answer.text()).trimEnd().split('\r\n');
      return rows.map(entryOf);
    },
    /** Waits until the campaign is completed and Twilio has reported the end of each message. */
    ends: async (id: string): Promise<Shown> => {
      const open = async () => {
        const { status, progress } = await show(id);
        const { pending = 0, accepted = 0, sending = 0, sent = 0 } = progress.by_status;
        return { status, open: pending + accepted + sending + sent };
      };
      await expect.poll(open, { interval: 250 }).toEqual({ status: 'completed', open: 0 });
      return show(id);
    },
  };
};

export type CampaignActions = ReturnType<typeof makeCampaignActions>;
