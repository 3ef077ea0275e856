import { describe, expect, it } from 'vitest';
import { accountSid, makeTwilio } from './support/make-twilio.ts';
import { startScriptedServer } from './support/scripted-server.ts';

const service = `MG${'0a'.repeat(16)}`;
const noon = Date.parse('2026-11-22T12:00:00Z');

type Row = {
  sid: string;
  agoMs?: number;
  num_media?: string;
  body?: string | null;
  messaging_service_sid?: string;
  direction?: string;
};

const resourceOf = ({ agoMs = 1_000, ...row }: Row) => ({
  body: 'Oi',
  direction: 'outbound-api',
  date_created: new Date(noon - agoMs).toUTCString(),
  messaging_service_sid: null,
  ...row,
});

/** A Twilio whose clock shows noon, independent of ours. */
const startList = (rows: Row[], date: string | undefined = new Date(noon).toUTCString()) =>
  startScriptedServer((response) => {
    response.sendDate = false;
    const page = { messages: rows.map(resourceOf), next_page_uri: null, uri: `/2010-04-01/Accounts/${accountSid}` };
    response.writeHead(200, { 'content-type': 'application/json', ...(date && { date }) }).end(JSON.stringify(page));
  });

const query = { channel: 'sms', from: '+551150289876', to: '+5511988887777', sinceMs: 10_000 } as const;

describe('messages of a pair', () => {
  it("are as old as Twilio's clock says, and only those since the time asked for", async () => {
    await using server = await startList([
      { sid: 'SM1', agoMs: 10_000 },
      { sid: 'SM2', agoMs: 11_000 },
    ]);
    await using twilio = makeTwilio({ baseUrl: server.baseUrl });
    expect(await twilio.listMessages(query)).toEqual([{ sid: 'SM1', body: 'Oi', ageMs: 10_000 }]);
  });

  it('have as many files as Twilio says', async () => {
    await using server = await startList([{ sid: 'MM1', num_media: '2', body: null }]);
    await using twilio = makeTwilio({ baseUrl: server.baseUrl });
    expect(await twilio.listMessages(query)).toEqual([{ sid: 'MM1', body: '', media: 2, ageMs: 1_000 }]);
  });

  it('have their age by our clock when the answer has no time', async () => {
    await using server = await startList([{ sid: 'SM1' }], '');
    await using twilio = makeTwilio({ baseUrl: server.baseUrl, clock: () => new Date(noon + 5_000) });
    expect(await twilio.listMessages(query)).toEqual([{ sid: 'SM1', body: 'Oi', ageMs: 6_000 }]);
  });

  it('have no text where Twilio shows none, and leave out what the person wrote', async () => {
    await using server = await startList([
      { sid: 'SM1', body: null },
      { sid: 'SM2', direction: 'inbound' },
    ]);
    await using twilio = makeTwilio({ baseUrl: server.baseUrl });
    expect(await twilio.listMessages(query)).toEqual([{ sid: 'SM1', body: '', ageMs: 1_000 }]);
  });

  it('of a Messaging Service are those that it sent', async () => {
    await using server = await startList([{ sid: 'SM1', messaging_service_sid: service }, { sid: 'SM2' }]);
    await using twilio = makeTwilio({ baseUrl: server.baseUrl });
    expect(await twilio.listMessages({ ...query, from: service })).toMatchObject([{ sid: 'SM1' }]);
    expect(server.received[0]?.url).not.toContain('From=');
  });

  it.each([
    ['whatsapp', '+5511988887777', ['whatsapp:+5511988887777', 'whatsapp:+551188887777']],
    ['whatsapp', '+525512345678', ['whatsapp:+525512345678', 'whatsapp:+5215512345678']],
    ['whatsapp', '+5493511234567', ['whatsapp:+5493511234567', 'whatsapp:+543511234567']],
    ['whatsapp', '+351912345678', ['whatsapp:+351912345678']],
    ['whatsapp', 'BR.13491208655302741918', ['whatsapp:BR.13491208655302741918']],
    ['sms', '+5511988887777', ['+5511988887777']],
  ] as const)('by %s to %s are looked for under each form of the number, and told once', async (channel, to, forms) => {
    await using server = await startList([{ sid: 'SM1' }]);
    await using twilio = makeTwilio({ baseUrl: server.baseUrl });
    expect(await twilio.listMessages({ ...query, channel, to })).toMatchObject([{ sid: 'SM1' }]);
    const asked = server.received.map(({ url }) => new URL(url ?? '', server.baseUrl).searchParams.get('To'));
    expect(new Set(asked)).toEqual(new Set(forms));
  });
});
