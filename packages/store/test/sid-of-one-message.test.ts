import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sender } from './support/samples.ts';
import { openTestStore, type TestStore } from './support/test-store.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
  await test.store.seedSenders([sender()]);
});
afterAll(() => test[Symbol.asyncDispose]());

describe('of two messages, only one has a SID', () => {
  const insertWith = (sid: string) =>
    test.sql(
      `insert into messages (
      id, created_at, due_at, status, channel, category, sender_id, to_index, to_sealed, content_sealed, twilio_sid
    )
    select gen_random_uuid(), now(), now(), 'sent', 'sms', 'utility', id, sha256('a'), '', '', $1 from senders returning id`,
      [sid],
    );
  const give = (sid: string | null, id: unknown) =>
    test.sql('update messages set twilio_sid = $1 where id = $2', [sid, id]);

  it.each(['SM1', String.raw`a\b`, String.raw`\x61`, 'é'])('written as %s', async (sid) => {
    const [one] = await insertWith(sid);
    const taken = { code: '23505', constraint: 'twilio_sids_pkey' };
    await expect(insertWith(sid)).rejects.toMatchObject(taken);
    const [other] = await insertWith(`${sid}2`);
    await expect(give(sid, other?.['id'])).rejects.toMatchObject(taken);
    await give(null, one?.['id']);
    await give(sid, other?.['id']);
    await expect(insertWith(`${sid}2`)).resolves.toHaveLength(1);
    await expect(insertWith(sid)).rejects.toMatchObject(taken);
  });
});
