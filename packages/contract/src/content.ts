import { z } from 'zod';

export const Channel = z.enum(['whatsapp', 'sms']).meta({ id: 'Channel', description: 'Channel of a message' });
export type Channel = z.infer<typeof Channel>;

export const Category = z
  .enum(['utility', 'marketing', 'authentication'])
  .meta({ id: 'Category', description: "Purpose of a message, in WhatsApp's terms. Only marketing needs consent" });
export type Category = z.infer<typeof Category>;

/**
 * Matches characters that are invisible or deceptive. These are control characters except tab and line breaks, marks
 * that change the direction, and characters without a shape. Joiners, variation selectors, LRM and RLM
 * are allowed, because emoji and some scripts need them.
 */
const hidden =
  /[^\P{Cc}\t\n\r]|\u034F|[\u00AD\u115F\u1160\u180E\u200B\u202A-\u202E\u2060-\u2064\u2066-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB]/u;
const everyHidden = new RegExp(hidden, 'gu');

/** Returns the name of the first hidden character, for example `U+202E`. */
export const hiddenIn = (text: string): string | undefined => {
  const [found] = hidden.exec(text) ?? [];
  return found && `U+${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
};

/** Returns the text without hidden characters. */
export const withoutHidden = (text: string): string => (hidden.test(text) ? text.replace(everyHidden, '') : text);

const reason = 'invalid_characters';

/**
 * Accepts text that can be stored, sent and read: no half of a surrogate pair, no hidden characters. Lengths are in
 * UTF-16 units.
 */
export const Text = z
  .string()
  .refine((text) => text.isWellFormed(), {
    message: 'contains half of a character: send the text as UTF-8',
    params: { reason },
  })
  .refine((text) => hiddenIn(text) === undefined, {
    error: ({ input }) => `contains ${hiddenIn(String(input))}, which is invisible: remove it`,
    params: { reason },
  });

/** Accepts a text of one line: a name, or a reference to another system. */
export const Line = Text.refine((text) => !/[\t\n\r\u2028\u2029]/.test(text), {
  message: 'must be one line, without tabs',
  params: { reason: 'line_break' },
});

/** Accepts the text of a message without a template. Twilio refuses a text that is only white space. */
export const FreeText = Text.min(1, { abort: true })
  .max(1600)
  .refine((text) => text.trim() !== '', { message: 'must not be blank', params: { reason: 'empty' } })
  .meta({ description: 'Free text, instead of a template' });

/** The most media of a message on any channel. */
const mostMedia = 10;

/** Accepts an address that Twilio can read a file from. Twilio gets it as it is written here. */
export const MediaUrl = Text.max(2048).refine(
  (text) => {
    const url = /\s/.test(text) ? null : URL.parse(text);
    return url !== null && /^https?:$/.test(url.protocol) && !url.username && !url.password;
  },
  { message: 'must be an https URL, without spaces, user and password', params: { reason: 'invalid_url' } },
);

/** Accepts the files of a message. */
export const Media = z.array(MediaUrl).min(1).max(mostMedia).meta({
  description:
    'Files to send, instead of a template: for SMS as MMS, up to 10; on WhatsApp one, within the service window. `body` is the text beside them; WhatsApp shows it with images only',
});

const VariableValue = z.union([Text, z.number()], 'must be text or a number').transform(String);

/** Maps the names of a template's variables to their values. */
export const Variables = z
  .record(z.string().max(64), VariableValue)
  .meta({ override: { type: 'object', additionalProperties: { type: 'string' } } });

const maxBytes = 4096;

const MetadataValue = z.union(
  [Text.max(512), z.number(), z.boolean(), z.null()],
  'must be text, a number, true, false or null',
);

/** Carries the caller's own data: flat, at most 4 KiB as JSON, returned unchanged. It is not encrypted. */
export const Metadata = z
  .record(Line.min(1).max(64), MetadataValue)
  .refine((metadata) => new TextEncoder().encode(JSON.stringify(metadata)).length <= maxBytes, {
    message: `must be at most ${maxBytes} bytes as JSON`,
    params: { reason: 'too_big' },
  })
  .meta({ id: 'Metadata', description: 'Your own data, at most 4 KiB as JSON. Not encrypted' });
export type Metadata = z.infer<typeof Metadata>;
