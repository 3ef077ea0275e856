import type { Channel, Wish } from '@recado/contract';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { v7 as uuidv7 } from 'uuid';
import { countSegments } from '../messages/segments.ts';
import { confirmationTexts, type ConfirmationTexts } from '../opt-out/confirmation-texts.ts';
import { after } from '../patience.ts';
import type { InboundReport } from './inbound.ts';

/** Whether people are told that they were opted out or in, and in which words, by language. */
export type OptOutConfirmation = {
  enabled: boolean;
  texts: Record<string, { [Of in keyof ConfirmationTexts]?: string | undefined }>;
};

export const defaultConfirmation: OptOutConfirmation = { enabled: true, texts: {} };

/** What a confirmation to one person is made from: their own language, or that of the last template they were sent. */
export type ConfirmationBasis = { setting: OptOutConfirmation; language?: string };

/** The message that confirms a wish. */
export type NewConfirmation = {
  id: string;
  body: string;
  /** Of an SMS. */
  segments?: number;
  validUntil: Date;
  /** The same wish of this person was not confirmed since. */
  unlessSince: Date;
};

const dayMs = 24 * 3_600_000;

const spanish = new Set('AR BO CL CO CR CU DO EC ES GQ GT HN MX NI PA PE PR PY SV UY VE'.split(' '));
const portuguese = new Set('AO BR CV GW MZ PT ST TL'.split(' '));

const languageOfNumber = (e164: string): string => {
  const country = parsePhoneNumberFromString(e164)?.country ?? '';
  if (portuguese.has(country)) return 'pt';
  return spanish.has(country) ? 'es' : 'en';
};

const isWish = (wish: Wish | undefined): wish is keyof ConfirmationTexts => wish === 'stop' || wish === 'start';

const textFor = (wish: keyof ConfirmationTexts, from: string, { setting, language }: ConfirmationBasis): string => {
  const languages = [language?.split('_')[0] ?? '', languageOfNumber(from)];
  const texts = languages.map((known) => setting.texts[known]?.[wish] ?? confirmationTexts[known]?.[wish]);
  return texts.find((text) => text !== undefined) ?? confirmationTexts.en[wish];
};

const segmentsOf = (channel: Channel, body: string) =>
  channel === 'sms' ? { segments: countSegments(body).segments } : {};

type Deps = { findConfirmationBasis: (from: string) => Promise<ConfirmationBasis> };

/**
 * What tells a person that their STOP or START was heeded; `undefined` when nothing is to be said: Twilio says so itself,
 * it is switched off, or who wrote has no number that could be written to.
 */
export const confirmationOf = async (
  deps: Deps,
  { from, channel, isAnswered }: InboundReport,
  wish: Wish | undefined,
  at: Date,
): Promise<NewConfirmation | undefined> => {
  if (!isWish(wish) || isAnswered || !from.startsWith('+')) return undefined;
  const basis = await deps.findConfirmationBasis(from);
  if (!basis.setting.enabled) return undefined;
  const body = textFor(wish, from, basis);
  return {
    id: uuidv7({ msecs: at.getTime() }),
    body,
    ...segmentsOf(channel, body),
    validUntil: after(at, dayMs),
    unlessSince: after(at, -dayMs),
  };
};
