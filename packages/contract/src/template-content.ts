import { z } from 'zod';

/** A button, or an entry of a list, that a person can tap. */
const Button = z
  .object({
    type: z.enum(['quick_reply', 'url', 'phone', 'copy_code', 'item', 'other']),
    text: z.string(),
    value: z.string().optional().meta({
      description: 'Address, phone number or code behind the button; the description of an entry of a list',
    }),
  })
  .meta({ id: 'TemplateButton' });

/** The parts of a message or of one card, in the order in which WhatsApp shows them. */
const parts = {
  header: z.string().optional(),
  media: z.array(z.string()).optional().meta({ description: 'Addresses of pictures, videos or documents' }),
  body: z.string().optional(),
  footer: z.string().optional(),
  buttons: z.array(Button).optional(),
};

/** Shows a content of Twilio by its parts. Variables stand in them as {{1}}; a preview has the values. */
export const TemplateContent = z
  .object({
    type: z.string().meta({ description: "Twilio's name of the kind, for example `twilio/quick-reply`" }),
    ...parts,
    cards: z.array(z.object(parts)).optional().meta({ description: 'Cards of a carousel' }),
    unsupported: z.string().optional().meta({
      description: 'Why Recado cannot show the parts. WhatsApp sends the content all the same',
    }),
  })
  .meta({ id: 'TemplateContent' });
export type TemplateContent = z.infer<typeof TemplateContent>;

/** The same content with every text changed in the same way. */
export const mapContent = (content: TemplateContent, change: (text: string) => string): TemplateContent => ({
  ...content,
  ...mapParts(content, change),
  ...(content.cards && { cards: content.cards.map((card) => mapParts(card, change)) }),
});

type Parts = Omit<TemplateContent, 'type' | 'cards' | 'unsupported'>;

const mapParts = ({ header, media, body, footer, buttons }: Parts, change: (text: string) => string): Parts => ({
  ...(header !== undefined && { header: change(header) }),
  ...(media && { media: media.map(change) }),
  ...(body !== undefined && { body: change(body) }),
  ...(footer !== undefined && { footer: change(footer) }),
  ...(buttons && {
    buttons: buttons.map(({ type, text, value }) => ({
      type,
      text: change(text),
      ...(value !== undefined && { value: change(value) }),
    })),
  }),
});
