import type { I18n, MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { Sender, SenderEventKind, SenderHistory } from '@recado/contract';

/** Says what keeps a sender from sending at the rate that is set. */
export const healths: Record<Sender['health']['status'], MessageDescriptor> = {
  ok: msg`OK`,
  throttled: msg`slowed: Twilio limited its rate, which recovers by itself`,
  unreachable: msg`unreachable: Twilio does not answer, and is tried again`,
  on_hold: msg`on hold: a limit of Twilio is used up`,
  paused: msg`paused`,
};

export const ratings: Record<'low' | 'medium' | 'high', MessageDescriptor> = {
  low: msg`low`,
  medium: msg`medium`,
  high: msg`high`,
};

const events: Record<SenderEventKind, MessageDescriptor> = {
  slowed: msg`Twilio limited the rate ({code}): {rate} a second, which recovers by itself`,
  on_hold: msg`A limit of Twilio was used up: on hold`,
  unreachable: msg`Twilio did not answer`,
  reachable: msg`Twilio answered again`,
  paused: msg`paused`,
  resumed: msg`resumed`,
  rate_set: msg`The rate was set to {rate} a second`,
  quality_rated: msg`WhatsApp rates the quality as {rating}`,
  marketing_paused: msg`Marketing waits, because WhatsApp rates a sender as low`,
  marketing_resumed: msg`Marketing goes on`,
};

export const saySenderEvent = (i18n: I18n, { kind, detail }: SenderHistory['events'][number]): string => {
  const rating = Object.entries(ratings).find(([name]) => name === detail.rating)?.[1];
  const values = {
    code: detail.error_code ?? 429,
    rate: detail.rate === undefined ? '' : new Intl.NumberFormat(i18n.locale).format(detail.rate),
    rating: rating ? i18n._(rating) : '',
  };
  return i18n._({ ...events[kind], values });
};
