import type { Category, Channel } from '@recado/contract';

/** One language of a template, as the record holds it. Without a ContentSid WhatsApp cannot send it, without a body SMS cannot. */
export type RecordedTemplate = {
  name: string;
  language: string;
  channel: Channel;
  category: Category;
  contentSid?: string;
  body?: string;
  variables: string[];
  createdAt: Date;
  updatedAt: Date;
};
