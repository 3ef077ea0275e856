import { AuditPage, Campaign, type LaunchApproval } from '@recado/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startConsole, type RunningConsole } from './support/console.ts';

let api: RunningConsole;
let author: Person;
let other: Person;
beforeAll(async () => {
  api = await startConsole();
  [author, other] = [await api.enter('marketer'), await api.enter('marketer')];
});
afterAll(() => api[Symbol.asyncDispose]());

type Person = Awaited<ReturnType<RunningConsole['enter']>>;

const limitTo = async (limit: LaunchApproval | null): Promise<void> => {
  const { status, text } = await api.call('PUT', '/v1/settings', { body: { launch_approval: limit } });
  expect(status, text).toBe(200);
};

/** Two people. The prices of the example list make them cost a few cents. */
const prepare = async (): Promise<string> => {
  const body = { name: 'Large', template: 'order_confirmation', variables: { order_id: '1' } };
  const { id } = Campaign.parse((await author.send('POST', '/v1/campaigns', { body })).body);
  const rows = 'phone\n+5511987650001\n+5511987650002\n';
  const headers = { 'content-type': 'text/csv' };
  expect((await author.send('POST', `/v1/campaigns/${id}/recipients`, { body: rows, headers })).status).toBe(200);
  return id;
};

const launch = async (person: Person, id: string): Promise<number | string | undefined> => {
  const { status, body } = await person.send('POST', `/v1/campaigns/${id}/launch`, { body: { confirm_people: 2 } });
  return status === 403 ? (body as { errors: { reason: string }[] }).errors[0]?.reason : status;
};

const usd = (amount: string) => ({ amount, currency: 'USD' });

describe('the launch of a campaign by the person who prepared it', () => {
  it.each<[limit: LaunchApproval | null, answer: number | string]>([
    [null, 200],
    [{ above_people: 1 }, 'needs_second_person'],
    [{ above_people: 2 }, 200],
    [{ above_cost: usd('0.000001') }, 'needs_second_person'],
    [{ above_cost: usd('1000') }, 200],
    [{ above_people: 2, above_cost: usd('0') }, 'needs_second_person'],
  ])('with the limit %j is answered with %s', async (limit, answer) => {
    await limitTo(limit);
    const id = await prepare();
    expect(await launch(author, id)).toBe(answer);
    expect(await launch(other, id)).toBe(answer === 200 ? 409 : 200);
  });

  it('is refused in the audit log, too, and an edit makes another person the last one', async () => {
    await limitTo({ above_people: 1 });
    const id = await prepare();
    expect(await launch(author, id)).toBe('needs_second_person');
    expect((await other.send('PATCH', `/v1/campaigns/${id}`, { body: { name: 'Larger' } })).status).toBe(200);
    expect(await launch(other, id)).toBe('needs_second_person');
    expect(await launch(author, id)).toBe(200);
    const { data } = AuditPage.parse((await api.call('GET', `/v1/audit?object=campaigns/${id}`)).body);
    const entries = data.filter(({ action }) => action.startsWith('campaign.launch'));
    expect(entries.map(({ action, actor }) => [action, actor.name])).toEqual([
      ['campaign.launched', author.user.name],
      ['campaign.launch_refused', other.user.name],
      ['campaign.launch_refused', author.user.name],
    ]);
  });
});

it.each([{}, { above_people: -1 }, { above_cost: { amount: '1', currency: 'BRL' } }])(
  'the limit %j is refused',
  async (limit) => {
    const { status } = await api.call('PUT', '/v1/settings', { body: { launch_approval: limit } });
    expect(status).toBe(422);
  },
);
