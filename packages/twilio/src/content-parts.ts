import type { TemplateContent } from '@recado/contract';
import { z } from 'zod';

type Types = Record<string, unknown>;
type Parts = Omit<TemplateContent, 'type' | 'cards' | 'unsupported'>;
type Button = NonNullable<Parts['buttons']>[number];

/**
 * Returns the parts of a content that WhatsApp shows, by the first of its types that Recado knows. A content of other
 * types alone is kept with the reason why it cannot be shown.
 */
export const partsOf = (types: Types): TemplateContent | undefined => {
  const known = readers.find(([name]) => Object.hasOwn(types, name));
  const [first] = Object.keys(types);
  if (known) {
    const [type, read] = known;
    const parts = read(types[type]);
    return parts ? { type, ...parts } : { type, unsupported: 'Twilio describes it in a form that Recado cannot read' };
  }
  return first === undefined
    ? undefined
    : { type: first.slice(0, 100), unsupported: `Recado cannot show ${first.slice(0, 100)}` };
};

/** The text that a content has for SMS: its own, or the one of its parts. */
export const smsTextOf = (types: Types, content: TemplateContent | undefined): string | undefined => {
  const own = Text.safeParse(types['twilio/text']).data?.body?.trim();
  return own || content?.body?.trim() || undefined;
};

const text = z.string().optional().catch(undefined);
const texts = z
  .union([z.array(z.string()), z.string().transform((one) => [one])])
  .optional()
  .catch(undefined);

const Action = z.object({
  type: text,
  title: text,
  url: text,
  phone: text,
  code: text,
  copy_code_text: text,
});
const actions = z.array(Action).optional().catch(undefined);

const Text = z.object({ body: text });
const Media = z.object({ body: text, media: texts });
const Replies = z.object({ body: text, actions });
const List = z.object({
  body: text,
  items: z
    .array(z.object({ item: text, description: text }))
    .optional()
    .catch(undefined),
});
const Card = z.object({
  title: text,
  subtitle: text,
  body: text,
  header_text: text,
  footer: text,
  media: texts,
  actions,
});
const Carousel = z.object({ body: text, cards: z.array(Card).optional().catch(undefined) });

const kinds: Record<string, Button['type']> = {
  QUICK_REPLY: 'quick_reply',
  URL: 'url',
  PHONE_NUMBER: 'phone',
  VOICE_CALL: 'phone',
  COPY_CODE: 'copy_code',
};

const buttonOf = (action: z.infer<typeof Action>): Button => {
  const value = action.url ?? action.phone ?? action.code;
  return {
    type: kinds[(action.type ?? 'QUICK_REPLY').toUpperCase()] ?? 'other',
    text: action.title ?? action.copy_code_text ?? '',
    ...(value !== undefined && { value }),
  };
};

const omitEmpty = ({
  header,
  media,
  body,
  footer,
  buttons,
}: { [Part in keyof Parts]: Parts[Part] | undefined }): Parts => ({
  ...(header && { header }),
  ...(media?.length && { media }),
  ...(body && { body }),
  ...(footer && { footer }),
  ...(buttons?.length && { buttons }),
});

/** WhatsApp shows the title of Twilio's card as its text, and the subtitle below it. */
const partsOfCard = (card: z.infer<typeof Card>): Parts =>
  omitEmpty({
    header: card.header_text ?? (card.body === undefined ? undefined : card.title),
    media: card.media,
    body: card.body ?? card.title,
    footer: card.footer ?? card.subtitle,
    buttons: card.actions?.map(buttonOf),
  });

type Read = (type: unknown) => Omit<TemplateContent, 'type'> | undefined;

const reading =
  <Shape extends z.ZodType>(shape: Shape, toParts: (type: z.infer<Shape>) => Omit<TemplateContent, 'type'>): Read =>
  (type) => {
    const { data } = shape.safeParse(type);
    return data && toParts(data);
  };

/** WhatsApp gets the richest of several types. */
const readers: readonly (readonly [name: string, read: Read])[] = [
  [
    'twilio/carousel',
    reading(Carousel, ({ body, cards = [] }) => ({ ...omitEmpty({ body }), cards: cards.map(partsOfCard) })),
  ],
  ['whatsapp/card', reading(Card, partsOfCard)],
  ['twilio/card', reading(Card, partsOfCard)],
  [
    'twilio/call-to-action',
    reading(Replies, ({ body, actions: given }) => omitEmpty({ body, buttons: given?.map(buttonOf) })),
  ],
  [
    'twilio/quick-reply',
    reading(Replies, ({ body, actions: given }) => omitEmpty({ body, buttons: given?.map(buttonOf) })),
  ],
  [
    'twilio/list-picker',
    reading(List, ({ body, items }) =>
      omitEmpty({
        body,
        buttons: items?.map(({ item, description }): Button => ({
          type: 'item',
          text: item ?? '',
          ...(description !== undefined && { value: description }),
        })),
      }),
    ),
  ],
  ['twilio/media', reading(Media, ({ body, media }) => omitEmpty({ body, media }))],
  ['twilio/text', reading(Text, ({ body }) => omitEmpty({ body }))],
];
