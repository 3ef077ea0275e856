import type { Content } from '@recado/messaging';
import { sql } from 'kysely';
import type { AdditionalData, Sealer } from './sealer.ts';

/** Holds the personal part of a content. The template's name and language have their own columns. */
type Confidential = { body: string; media?: string[] } | { variables: Record<string, string> };

export type TemplateColumns = { template_name: string | null; template_language: string | null };

export const confidentialOf = (content: Content): string => {
  return JSON.stringify(partOf(content));
};

const partOf = (content: Content): Confidential => {
  if (content.kind === 'template') return { variables: content.variables };
  const { body, media } = content;
  return { body, ...(media && { media }) };
};

export const templateColumnsOf = (content: Content): Partial<TemplateColumns> =>
  content.kind === 'template' ? { template_name: content.name, template_language: content.language } : {};

/** Puts together what `confidentialOf` and the columns keep apart. */
export const contentOfOpened = (
  opened: string,
  { template_name: name, template_language: language }: TemplateColumns,
): Content => {
  const part = JSON.parse(opened) as Confidential;
  if ('body' in part) return { kind: 'body', ...part };
  return { kind: 'template', name: name ?? '', language: language ?? '', variables: part.variables };
};

/**
 * Returns the content of a campaign's message: the row's own variables, and the campaign's for all others. Only
 * variables of the template are used; a row's own were checked against it.
 */
export const withDefaults = (
  content: Content,
  defaults: Record<string, string> | null,
  known: readonly string[] | null,
): Content => {
  if (content.kind === 'body' || !defaults) return content;
  const usual = Object.entries(defaults).filter(([name]) => known?.includes(name) ?? true);
  return { ...content, variables: { ...Object.fromEntries(usual), ...content.variables } };
};

/** An erased value's column holds zero bytes; an encrypted value always has some. */
export const erased = Buffer.alloc(0);

/** Decrypts a value; `undefined` if it was erased, or cannot be decrypted. */
export const openIfKept = (
  tryOpen: Sealer['tryOpen'],
  sealed: Buffer,
  additionalData: AdditionalData,
): string | undefined => (sealed.length ? tryOpen(sealed, additionalData) : undefined);

/** Makes a blind index without a person: random bytes in each row. */
export const nobody = sql<Buffer>`decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex')`;
