import { fallBackToSms } from '@recado/messaging';
import type { Logger } from 'pino';
import type { Context } from '../context.ts';
import { untilNone } from './until-none.ts';

/** Sends by SMS what WhatsApp did not deliver. */
export const fallBack = ({ clock, store, producer }: Context, log: Logger): (() => Promise<void>) => {
  const deps = {
    clock,
    fallBack: store.fallBack,
    enqueue: producer.enqueue,
    fellBack: ({ messageId }: { messageId: string }) =>
      log.info({ message_id: messageId }, 'goes by SMS what WhatsApp did not deliver'),
  };
  return () => untilNone(() => fallBackToSms(deps));
};
