import { Campaign, CampaignHistory, CampaignProgress, RecipientPage } from '@recado/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bootstrapKey, serveApiOn, startApi, type RunningApi } from './support/running-api.ts';

let api: RunningApi;
let id = '';
beforeAll(async () => {
  api = await startApi();
  const template = { channel: 'sms', category: 'utility', body: 'Oi {{name}}', variables: ['name'] };
  await api.call('PUT', '/v1/templates/greeting', { body: template });
});
beforeEach(async () => {
  const made = await api.call('POST', '/v1/campaigns', { body: { name: 'Natal', template: 'greeting' } });
  id = Campaign.parse(made.body).id;
});
afterAll(() => api[Symbol.asyncDispose]());

const people = ['+5511987654321', '+5521987654321', '+14155550123'];

const upload = () =>
  api.call('POST', `/v1/campaigns/${id}/recipients`, { body: people.map((to) => ({ to, name: 'Ana' })) });

const control = (verb: string) => api.call('POST', `/v1/campaigns/${id}/${verb}`);

type Event = { event: string; progress: CampaignProgress };

const eventOf = (text: string): Event[] => {
  const event = /^event: (.*)$/m.exec(text)?.[1];
  const data = /^data: (.*)$/m.exec(text)?.[1];
  return event && data ? [{ event, progress: CampaignProgress.strict().parse(JSON.parse(data)) }] : [];
};

/** Follows the campaign's stream; `events` grows as they come, `ended` is when the API ends it. */
const follow = async (url = api.url, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${url}/v1/campaigns/${id}/stream`, {
    headers: { authorization: `Bearer ${bootstrapKey}`, ...headers },
  });
  const events: Event[] = [];
  const read = async () => {
    let rest = '';
    for await (const chunk of answer.body ?? []) {
      const parts = (rest + Buffer.from(chunk).toString()).split('\n\n');
      rest = parts.pop() ?? '';
      events.push(...parts.flatMap(eventOf));
    }
  };
  return { answer, events, ended: read() };
};

describe('GET /v1/campaigns/:id', () => {
  it('returns the progress of the campaign', async () => {
    await upload();
    const { progress } = Campaign.parse((await api.call('GET', `/v1/campaigns/${id}`)).body);
    expect(CampaignProgress.strict().parse(progress)).toMatchObject({
      status: 'draft',
      people: 3,
      done: 0,
      percent: 0,
      by_status: { pending: 3, accepted: 0, delivered: 0 },
      cost: { amount: '0', currency: 'USD' },
    });
  });
});

describe('GET /v1/campaigns/:id/history', () => {
  const historyOf = async (query = '') => CampaignHistory.strict().parse((await api.call('GET', path(query))).body);
  const path = (query: string) => `/v1/campaigns/${id}/history${query}`;

  it('has the changes of each step and the events of the campaign', async () => {
    await upload();
    expect(await historyOf()).toMatchObject({ points: [], events: [{ type: 'created' }] });
    await control('launch');
    await control('cancel');
    expect(await historyOf('?step=hour')).toMatchObject({
      step: 3600,
      events: [{ type: 'created' }, { type: 'launched' }, { type: 'canceled' }],
    });
  });

  it.each([
    ['?step=second', 422],
    ['?steps=hour', 422],
  ])('refuses %s', async (query, status) => {
    expect((await api.call('GET', path(query))).status).toBe(status);
    expect((await api.call('GET', `/v1/campaigns/${crypto.randomUUID()}/history`)).status).toBe(404);
  });
});

describe('GET /v1/campaigns/:id/stream', () => {
  it('streams each change, and ends when the campaign does', async () => {
    await upload();
    const { answer, events, ended } = await follow(api.url, { 'last-event-id': 'anything' });
    expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
    await expect.poll(() => events.map(({ progress }) => progress.status)).toEqual(['draft']);
    await control('launch');
    await expect.poll(() => events.at(-1)?.progress.status).toBe('running');
    await control('cancel');
    await ended;
    expect(events.map(({ event, progress }) => `${event} ${progress.status}`)).toEqual([
      'progress draft',
      'progress running',
      'progress canceled',
      'end canceled',
    ]);
  });

  it('serves many clients at once, and drops those that leave', async () => {
    const streams = await Promise.all(Array.from({ length: 20 }, () => follow()));
    for (const { events } of streams) await expect.poll(() => events).toHaveLength(1);
    await control('cancel');
    await Promise.all(streams.map(({ ended }) => ended));
    for (const { events } of streams) expect(events.at(-1)?.event).toBe('end');
  });

  it('ends when the API does', async () => {
    await using second = await serveApiOn(api.databaseUrl);
    const { events, ended } = await follow(second.url);
    await expect.poll(() => events).toHaveLength(1);
    await second[Symbol.asyncDispose]();
    await ended;
    expect(events.map(({ event }) => event)).toEqual(['progress']);
  });

  it('of no campaign is a 404', async () => {
    id = '01900000-0000-7000-8000-000000000000';
    expect((await follow()).answer.status).toBe(404);
  });

  it.each(['stream', 'recipients.csv'])('is not begun for who asks for the head of %s alone', async (path) => {
    const head = await api.call('HEAD', `/v1/campaigns/${id}/${path}`);
    expect(head).toMatchObject({ status: 200, text: '' });
  });
});

describe('GET /v1/campaigns/:id/recipients', () => {
  const list = async (query = '') =>
    RecipientPage.strict().parse((await api.call('GET', `/v1/campaigns/${id}/recipients${query}`)).body);
  const linesOf = ({ data }: RecipientPage) => data.map(({ line }) => line);

  it('has everyone once, a page at a time, with masked numbers for who may not see them', async () => {
    await upload();
    const all = await list();
    expect(all.data).toHaveLength(people.length);
    expect(all.next_cursor).toBeNull();
    const first = await list('?limit=2');
    const second = await list(`?limit=2&cursor=${first.next_cursor}`);
    expect([...linesOf(first), ...linesOf(second)]).toEqual(linesOf(all));
    expect(second.next_cursor).toBeNull();
  });

  it('has those that match all filters', async () => {
    await upload();
    expect((await list('?status=pending')).data).toHaveLength(people.length);
    expect((await list('?status=failed')).data).toEqual([]);
    expect((await list('?status=pending&error_code=63024')).data).toEqual([]);
  });

  it.each(['cursor=x', `cursor=${Buffer.from("1 1 ' or true").toString('base64url')}`, 'status=lost', 'error_code=x'])(
    'refuses %s',
    async (query) => expect((await api.call('GET', `/v1/campaigns/${id}/recipients?${query}`)).status).toBe(422),
  );
});

describe('GET /v1/campaigns/:id/recipients.csv', () => {
  const report = (query = '') => api.call('GET', `/v1/campaigns/${id}/recipients.csv${query}`);

  it('names everyone of the audience, in the same order each time', async () => {
    await upload();
    const { headers, text } = await report();
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const [header, ...lines] = text.trimEnd().split('\r\n');
    expect(header?.split(',').slice(0, 4)).toEqual(['line', 'to', 'status', 'reason']);
    expect(new Set(lines.map((line) => line.split(',')[1]))).toEqual(new Set(people));
    expect(lines).toHaveLength(people.length);
    expect(lines.every((line) => line.split(',')[2] === 'pending')).toBe(true);
    expect((await report()).text).toBe(text);
  });

  it('can be had of one status', async () => {
    await upload();
    expect((await report('?status=failed')).text.trimEnd().split('\r\n')).toHaveLength(1);
    expect((await report('?status=pending')).text.trimEnd().split('\r\n')).toHaveLength(4);
    expect((await report('?status=lost')).status).toBe(422);
  });

  it('of no campaign is a 404', async () => {
    id = '01900000-0000-7000-8000-000000000000';
    expect((await report()).status).toBe(404);
  });
});
