import { parseWhatsappId, type InboundReport } from '@recado/messaging';
import { z } from 'zod';

/**
 * Returns a message that a person sent, by SMS or WhatsApp, in our words. `undefined` if the form is not one: no SID,
 * no sender, no recipient.
 */
export const parseInbound = (params: Record<string, string | string[]>): InboundReport | undefined => {
  const form = Form.parse(params);
  const twilioSid = form.MessageSid ?? form.SmsSid;
  const { From, To, MessagingServiceSid, OptOutType, OriginalRepliedMessageSid } = form;
  if (!twilioSid || !From || !To) return undefined;
  return {
    twilioSid,
    channel: whatsapp.test(From) ? 'whatsapp' : 'sms',
    ...personOf(form),
    to: [addressOf(To), ...(MessagingServiceSid ? [MessagingServiceSid] : [])],
    content: contentOf(form, params),
    ...(OptOutType && { wish: OptOutType }),
    ...(isAnswered(form) && { isAnswered: true }),
    ...(OriginalRepliedMessageSid && { repliedTo: OriginalRepliedMessageSid }),
  };
};

const first = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value);
const text = z.preprocess(first, z.string().min(1).optional().catch(undefined));

/**
 * The keywords that Twilio itself answers, as a whole text in upper or lower case, without Advanced Opt-Out and only by
 * SMS. Source: Twilio's page on its support for opt-out keywords.
 */
const answeredWords = /^\s*(stop|stopall|unsubscribe|cancel|end|quit|revoke|optout|start|yes|unstop)\s*$/i;

/** Where Twilio says what it understood, Advanced Opt-Out has answered. */
const isAnswered = ({ From = '', Body = '', OptOutType }: Form): boolean =>
  OptOutType !== undefined || (!whatsapp.test(From) && answeredWords.test(Body));

/** Twilio sends ten at most. */
const mostMedia = 10;

const Form = z.object({
  MessageSid: text,
  SmsSid: text,
  From: text,
  WaId: text,
  ExternalUserId: text,
  To: text,
  MessagingServiceSid: text,
  Body: text,
  ButtonText: text,
  ButtonPayload: text,
  OptOutType: z.preprocess(
    first,
    z
      .string()
      .toLowerCase()
      .pipe(z.enum(['stop', 'start', 'help']))
      .optional()
      .catch(undefined),
  ),
  OriginalRepliedMessageSid: text,
  NumMedia: z.preprocess(first, z.coerce.number().int().min(0).max(mostMedia).catch(0)),
});
type Form = z.infer<typeof Form>;

type PersonFields = { From?: string | undefined; WaId?: string | undefined; ExternalUserId?: string | undefined };

const whatsapp = /^whatsapp:/i;

const addressOf = (address: string): string => address.replace(whatsapp, '').trim();

/**
 * The number and the id, where Twilio names both. The number comes first, wherever it stands: look-ups and SMS need it. Digits
 * of the id itself are no number.
 */
export const personOf = ({
  From = '',
  WaId = '',
  ExternalUserId = '',
}: PersonFields): Pick<InboundReport, 'from' | 'whatsappId'> => {
  const from = addressOf(From);
  if (!whatsapp.test(From)) return { from };
  const id = parseWhatsappId(ExternalUserId)?.id ?? parseWhatsappId(from)?.id;
  const number = from.startsWith('+')
    ? from
    : numberOfDigits.test(WaId) && !id?.includes(WaId)
      ? `+${WaId}`
      : undefined;
  return { from: number ?? id ?? from, ...(number !== undefined && id !== undefined && { whatsappId: id }) };
};

const numberOfDigits = /^[1-9]\d{7,14}$/;

const mediaOf = (count: number, params: Record<string, unknown>) =>
  Array.from({ length: count }, (_, index) => {
    const [url, contentType] = [text.parse(params[`MediaUrl${index}`]), text.parse(params[`MediaContentType${index}`])];
    return url && { url, ...(contentType && { contentType }) };
  }).filter((media) => typeof media === 'object');

const contentOf = ({ Body, ButtonText, ButtonPayload, NumMedia }: Form, params: Record<string, unknown>) => {
  const media = mediaOf(NumMedia, params);
  return {
    ...(Body && { body: Body }),
    ...((ButtonText || ButtonPayload) && {
      button: { ...(ButtonText && { text: ButtonText }), ...(ButtonPayload && { payload: ButtonPayload }) },
    }),
    ...(media.length > 0 && { media }),
  };
};
