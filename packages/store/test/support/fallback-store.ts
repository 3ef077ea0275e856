import type { NewMessage } from '@recado/messaging';
import { v7 as uuidv7 } from 'uuid';
import { later, message, noon, sender, settlement, submitted } from './samples.ts';
import { openTestStore } from './test-store.ts';

type Options = { after?: number; validFor?: number; content?: NewMessage['content'] };

type Reported = 'delivered' | 'read' | 'failed' | 'undelivered';

/** Opens a store with a sender of each channel, and moves WhatsApp messages that have a fallback SMS. */
export const openFallbackStore = async () => {
  const test = await openTestStore();
  await test.store.seedSenders([sender(), sender({ id: 'texts', channel: 'sms', address: '+14155550100' })]);
  const { store } = test;

  const withFallback = async (
    { after, validFor, content = { kind: 'body', body: 'Recebemos o seu pedido' } }: Options = {},
    change: Partial<NewMessage> = {},
  ) => {
    const smsId = uuidv7();
    const fallback = {
      id: smsId,
      senderId: 'texts',
      content,
      segments: 2,
      ...(after !== undefined && { after }),
      ...(validFor !== undefined && { validFor }),
    };
    const validity = validFor !== undefined && { validUntil: later(validFor * 1000) };
    const made = message({ reference: 'order', fallback, ...validity, ...change });
    await store.insertMessage(made);
    return { id: made.id, smsId };
  };

  /** Twilio has it from a tenth of a second after noon. */
  const sent = async (id: string) => {
    await test.claim(id, noon);
    await store.record(submitted(id));
  };

  const report = (id: string, status: Reported, smsMayHelp?: true) =>
    store.settleMessage(settlement({ messageId: id, status, ...(smsMayHelp && { smsMayHelp, errorCode: 63024 }) }));

  const find = async (id: string) => {
    const found = await store.loadMessage(id);
    if (!found) throw new Error('gone');
    return found;
  };

  /** The ids of the SMS that leave then. */
  const leaveAt = async (at: Date) => (await store.fallBack(at, 1000)).jobs.map(({ messageId }) => messageId);

  return { ...test, withFallback, sent, report, find, leaveAt };
};

export type FallbackStore = Awaited<ReturnType<typeof openFallbackStore>>;

export const second = 1_000;
