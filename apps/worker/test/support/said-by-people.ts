import { expect } from 'vitest';
import type { makeRandom } from './made-people.ts';
import type { System } from './system.ts';
import { optOuts, type Channel, type Person } from './who-may-be-reached.ts';

type Random = ReturnType<typeof makeRandom>;

export const channels: readonly Channel[] = ['whatsapp', 'sms'];
const address = { whatsapp: 'whatsapp:+551150289876', sms: '+14155550100' };
const words = { keyword: 'Parar', sentence: 'Não quero mais receber promoções', unclear: 'Quero cancelar' };

/** The person says it over the API or in a message of their own. Before that, half of them said the contrary. */
export const say = async (system: System, { isOneIn }: Random, { to, said }: Person): Promise<void> => {
  for (const channel of channels) {
    const { optOut, consent } = said[channel];
    const entry = { to, channel, source: 'loja', words: 'Aceito', occurred_at: '2026-01-02T00:00:00Z' };
    if (consent !== 'none') {
      if (isOneIn(2))
        await ok(system, '/v1/consents', {
          ...entry,
          granted: consent === 'refused',
          occurred_at: '2026-01-01T00:00:00Z',
        });
      await ok(system, '/v1/consents', { ...entry, granted: consent === 'given' });
    }
    if (optOut === 'all' || optOut === 'marketing') await optOutOf(system, to, { channel, purpose: optOut });
    else if (optOut !== 'none') await write(system, to, channel, words[optOut]);
  }
};

/** Some of the people opt out. Nobody refuses a consent, because the campaign before claimed a later one. */
export const sayNew = async (system: System, random: Random, people: readonly Person[]): Promise<void> => {
  for (const person of people) {
    for (const channel of channels)
      person.said[channel] = { optOut: random.pick(optOuts), consent: random.pick(['none', 'given']) };
    await say(system, random, person);
  }
};

/** The shop stores that a person opted out; without a channel, of both. */
export const optOutOf = (
  system: System,
  to: string,
  what: { channel?: Channel; purpose: 'all' | 'marketing' },
): Promise<void> => ok(system, `/v1/contacts/${encodeURIComponent(to)}/opt-out`, what);

const ok = async (system: System, path: string, body: unknown): Promise<void> => {
  const answer = await system.call('POST', path, body);
  if (answer.status >= 300) throw new Error(`POST ${path}: ${JSON.stringify(answer.body)}`);
};

const write = async ({ simulator }: System, to: string, channel: Channel, body: string): Promise<void> => {
  const from = channel === 'whatsapp' ? `whatsapp:${to}` : to;
  const answer = await fetch(`${simulator.url}/simulator/inbound`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ from, to: address[channel], body }),
  });
  expect(await answer.json()).toMatchObject({ status: 200 });
};
