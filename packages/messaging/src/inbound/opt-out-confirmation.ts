import type { Channel, ReplyKeyword } from '@recado/contract';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { v7 as uuidv7 } from 'uuid';
import { countSegments } from '../messages/segments.ts';
import { addMs } from '../outcome.ts';
import { parseWhatsappId } from '../phone-number.ts';
import type { InboundReport, NewConfirmation } from './inbound.ts';

/** Holds the setting for confirmations of STOP and START, with their texts by language. */
export type OptOutConfirmation = {
  enabled: boolean;
  texts: Record<string, { [Of in keyof ConfirmationTexts]?: string | undefined }>;
};

export const defaultConfirmation: OptOutConfirmation = { enabled: true, texts: {} };

/** The basis of a confirmation to one person: their own language, or that of the last template they got. */
export type ConfirmationBasis = { setting: OptOutConfirmation; language?: string };

const dayMs = 24 * 3_600_000;

const spanish = new Set('AR BO CL CO CR CU DO EC ES GQ GT HN MX NI PA PE PR PY SV UY VE'.split(' '));
const portuguese = new Set('AO BR CV GW MZ PT ST TL'.split(' '));

/**
 * Returns the confirmation of a STOP, an opt-out of marketing, or a START. It is `undefined` if Twilio confirms it itself
 * or confirmations are off. It is also `undefined` if the person has no number or WhatsApp id to write to.
 */
export const confirmationOf = async (
  deps: Deps,
  { from, channel, isAnswered }: InboundReport,
  request: ReplyKeyword | 'marketing' | undefined,
  at: Date,
): Promise<NewConfirmation | undefined> => {
  if (!isConfirmed(request) || isAnswered || !(from.startsWith('+') || parseWhatsappId(from))) return undefined;
  const basis = await deps.findConfirmationBasis(from);
  if (!basis.setting.enabled) return undefined;
  const body = textFor(request, from, basis);
  return {
    id: uuidv7({ msecs: at.getTime() }),
    body,
    ...segmentsOf(channel, body),
    validUntil: addMs(at, dayMs),
    unlessSince: addMs(at, -dayMs),
  };
};

const languageOfNumber = (e164: string): string => {
  const country = parseWhatsappId(e164)?.country ?? parsePhoneNumberFromString(e164)?.country ?? '';
  if (portuguese.has(country)) return 'pt';
  return spanish.has(country) ? 'es' : 'en';
};

const isConfirmed = (request: ReplyKeyword | 'marketing' | undefined): request is keyof ConfirmationTexts =>
  request !== undefined && request !== 'help';

const textFor = (keyword: keyof ConfirmationTexts, from: string, { setting, language }: ConfirmationBasis): string => {
  const languages = [language?.split('_')[0] ?? '', languageOfNumber(from)];
  const texts = languages.map((known) => setting.texts[known]?.[keyword] ?? confirmationTexts[known]?.[keyword]);
  return texts.find((text) => text !== undefined) ?? confirmationTexts.en[keyword];
};

const segmentsOf = (channel: Channel, body: string) =>
  channel === 'sms' ? { segments: countSegments(body).segments } : {};

type Deps = { findConfirmationBasis: (from: string) => Promise<ConfirmationBasis> };

/** Holds the texts that confirm a STOP, an opt-out of marketing in a sentence, and a START. */
type ConfirmationTexts = { stop: string; marketing: string; start: string };

const en: ConfirmationTexts = {
  stop: 'Done: you will not receive our messages any more. To receive them again, reply START.',
  marketing: 'Done: you will not receive our offers any more. To receive them again, reply START.',
  start: 'Done: you will receive our messages again. To stop them, reply STOP.',
};

const pt: ConfirmationTexts = {
  stop: 'Pronto: você não receberá mais as nossas mensagens. Para voltar a receber, responda VOLTAR.',
  marketing: 'Pronto: você não receberá mais as nossas ofertas. Para voltar a receber, responda VOLTAR.',
  start: 'Pronto: você voltará a receber as nossas mensagens. Para parar, responda PARAR.',
};

const es: ConfirmationTexts = {
  stop: 'Listo: ya no recibirá nuestros mensajes. Para volver a recibirlos, responda EMPEZAR.',
  marketing: 'Listo: ya no recibirá nuestras ofertas. Para volver a recibirlas, responda EMPEZAR.',
  start: 'Listo: volverá a recibir nuestros mensajes. Para dejar de recibirlos, responda BAJA.',
};

/** Lists the texts by language. The keywords that they name are recognized. */
export const confirmationTexts: Record<string, ConfirmationTexts> & { en: ConfirmationTexts } = { en, pt, es };
