import { z } from 'zod';

export const Channel = z.enum(['whatsapp', 'sms']).meta({ id: 'Channel', description: 'How a message travels' });
export type Channel = z.infer<typeof Channel>;

export const Category = z
  .enum(['utility', 'marketing', 'authentication'])
  .meta({ id: 'Category', description: "What a message is for, in WhatsApp's terms. Only marketing needs consent" });
export type Category = z.infer<typeof Category>;
