import { MediaUrl, type Channel } from '@recado/contract';
import { refuseField } from '../errors.ts';
import type { RecordedTemplate } from '../templates/template.ts';
import { numberVariables, renderBody } from './content.ts';
import type { Content } from './message.ts';

/** Holds the type and size of a file, by its host. A host need not tell the size. */
export type MediaFacts = { type: string; bytes?: number };

/** The file cannot be had, for a reason that is an answer to the caller. */
export type MediaFault = { reason: string; message: string };

export type MediaDeps = {
  /** Asks the host of a file for its type and size. Throws a Refusal while too many are asked for. */
  inspectMedia?: (url: string) => Promise<MediaFacts | MediaFault>;
};

type WithMedia = { channel: Channel; content: Content; template?: RecordedTemplate | undefined };

/**
 * Asks for the files of a message, and throws a Refusal for what the channel does not take. Later the host may answer
 * otherwise: then Twilio refuses the message, or reports a failure.
 */
export const checkMedia = async ({ inspectMedia }: MediaDeps, message: WithMedia): Promise<void> => {
  const { channel, content } = message;
  if (content.kind === 'template') return checkVariableMedia({ inspectMedia }, message, content.variables);
  if (!content.media) return;
  const { media, body } = content;
  checkCount(channel, media.length);
  if (!inspectMedia) return;
  const found = await Promise.all(media.map((url) => inspectMedia(url)));
  const files = found.map((facts, place) => judge(facts, channel, `media.${place}`));
  checkTotal(channel, files);
  const [first] = files;
  if (channel === 'whatsapp' && body !== '' && first && !isImage(first.type))
    throw refuseField('body', 'text_not_shown', `WhatsApp shows no text beside ${first.type}. Send the text by itself`);
};

/** Checks the files of an approved content that its variables choose. WhatsApp knows the others. */
const checkVariableMedia = async (
  { inspectMedia }: { inspectMedia: MediaDeps['inspectMedia'] },
  { channel, template }: WithMedia,
  variables: Record<string, string>,
): Promise<void> => {
  const { content } = template ?? {};
  if (channel !== 'whatsapp' || !content || !template || !inspectMedia) return;
  const numbered = numberVariables(template.variables, variables);
  const all = [content, ...(content.cards ?? [])].flatMap(({ media }) => media ?? []);
  const urls = all.filter((url) => url.includes('{{')).map((url) => renderBody(url, numbered));
  for (const url of urls) {
    if (!MediaUrl.safeParse(url).success)
      throw refuseField('variables', 'invalid_url', 'make the address of a file that is no https URL');
    judge(await inspectMedia(url), channel, 'variables');
  }
};

const mostOf: Record<Channel, number> = { sms: 10, whatsapp: 1 };

const checkCount = (channel: Channel, count: number): void => {
  if (count > mostOf[channel])
    throw refuseField('media', 'too_many_media', `${nameOf[channel]} takes at most ${mostOf[channel]} in one message`);
};

const nameOf: Record<Channel, string> = { sms: 'an MMS', whatsapp: 'WhatsApp' };

const formats = (kind: string, names: string): string[] => names.split(' ').map((name) => `${kind}/${name}`);

/** An MMS in another format than these images has less room. */
const imagesOfMms = formats('image', 'jpeg jpg png gif');

const documents = [
  ...formats('application', 'msword pdf vcard vnd.ms-excel vnd.ms-powerpoint'),
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  ...formats('text', 'vcard x-vcard'),
];

/** The formats that Twilio passes on. */
const typesOf: Record<Channel, ReadonlySet<string>> = {
  sms: new Set([
    ...imagesOfMms,
    ...formats('image', 'bmp heic heif tiff'),
    ...formats('audio', '3gpp 3gpp2 aac ac3 amr amr-nb basic mp4 mpeg ogg webm'),
    ...formats('video', '3gpp 3gpp2 mp4 mpeg quicktime webm'),
    ...formats('text', 'calendar csv directory richtext rtf'),
    ...formats('application', 'vnd.apple.pkpass'),
    ...documents,
  ]),
  whatsapp: new Set([
    ...formats('image', 'jpeg jpg png webp'),
    ...formats('audio', '3gpp aac amr mp4 mpeg ogg'),
    ...formats('video', '3gpp mp4'),
    ...documents,
  ]),
};

const isImage = (type: string): boolean => type.startsWith('image/');

const kib = 1024;
const mib = 1024 * kib;

/** Twilio's limits of one file. */
const limitOf = (channel: Channel, type: string): number => {
  if (channel === 'whatsapp') return isImage(type) ? 5 * mib : 16 * mib;
  return imagesOfMms.includes(type) ? 5 * mib : 500 * kib;
};

const judge = (found: MediaFacts | MediaFault, channel: Channel, field: string): MediaFacts => {
  if ('reason' in found) throw refuseField(field, found.reason, found.message);
  const { type, bytes = 0 } = found;
  if (!typesOf[channel].has(type))
    throw refuseField(field, 'media_type', `is ${type}, which ${nameOf[channel]} cannot carry. Use another format`);
  const limit = limitOf(channel, type);
  if (bytes > limit)
    throw refuseField(field, 'media_too_big', `has ${sizeOf(bytes)}, and ${type} may have ${sizeOf(limit)}. Shrink it`);
  return found;
};

const mostOfMms = 5 * mib;

const checkTotal = (channel: Channel, files: readonly MediaFacts[]): void => {
  const total = files.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
  if (channel === 'sms' && total > mostOfMms)
    throw refuseField(
      'media',
      'media_too_big',
      `has ${sizeOf(total)} together, and an MMS may have ${sizeOf(mostOfMms)}. Send fewer or smaller files`,
    );
};

const sizeOf = (bytes: number): string =>
  bytes < mib ? `${Math.ceil(bytes / kib)} KB` : `${Math.ceil((bytes / mib) * 10) / 10} MB`;
