import { answerableMs, bySystem, maskNumber, type ConsentAnswer, type NewConsent } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { writeAuditEntry } from '../audit/audit.ts';
import { contactIndexOf, type BlindIndex, type ContactIndex } from '../encryption/blind-index.ts';
import type { Sealer } from '../encryption/sealer.ts';
import { lockConfirmations } from '../inbound/confirmations.ts';
import type { Schema } from '../schema/index.ts';
import { appendConsents, keepState, makeEntry, detailOf } from './ledger.ts';

type Deps = { kysely: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

type Pending = { salt: Buffer; content_sealed: Buffer };

/**
 * Records a person's yes to a double opt-in question in the ledger, with the question and the answer. A yes without a
 * question, or the same yes again, changes nothing.
 */
export const confirmConsent = ({ kysely, sealer, indexOf }: Deps, answer: ConsentAnswer): Promise<void> =>
  kysely.transaction().execute(async (db) => {
    const person = contactIndexOf(answer.from, indexOf);
    await lockConfirmations(db, person);
    const pending = await findPending(db, person, answer);
    const question = pending && detailOf(pending, sealer);
    if (!question) return;
    const { to, words, by, pending: template = '' } = question;
    const { channel, at, said, twilioSid } = answer;
    const consent: NewConsent = {
      to,
      channel,
      granted: true,
      occurredAt: at,
      recordedAt: at,
      source: 'double_opt_in',
      words: `${words} (asked by the template ${template}, answered "${said}" in ${twilioSid})`,
      by,
    };
    const { sequence } = await appendConsents(db, [makeEntry({ sealer, indexOf }, consent)]);
    await keepState(db, person, consent);
    const object = `contacts/${maskNumber(to)}`;
    await writeAuditEntry(db, {
      at,
      actor: bySystem,
      action: 'consent.confirmed',
      object,
      detail: { channel, sequence },
    });
  });

/** The last double opt-in question to the person, unless a later entry of the ledger answers it. */
const findPending = async (db: Kysely<Schema>, person: ContactIndex, { channel, at }: ConsentAnswer) => {
  const { rows } = await sql<Pending>`
    select salt, content_sealed from consent_entries as asked
    where to_index = ${person} and channel = ${channel} and is_pending
      and recorded_at between ${new Date(at.getTime() - answerableMs)} and ${at}
      and not exists (
        select from consent_states as known
        where known.to_index = asked.to_index and known.channel = asked.channel and purpose = 'marketing'
          and known.at >= asked.recorded_at
      )
    order by recorded_at desc limit 1`.execute(db);
  return rows[0];
};
