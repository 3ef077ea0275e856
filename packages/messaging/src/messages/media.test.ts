import { expect, it } from 'vitest';
import { Refusal } from '../errors.ts';
import { checkMedia, type MediaFacts, type MediaFault } from './media.ts';

const kib = 1024;
const mib = 1024 * kib;

const refusalOf = async (
  channel: 'sms' | 'whatsapp',
  found: readonly (MediaFacts | MediaFault)[],
  body = '',
): Promise<string[]> => {
  const media = found.map((_file, place) => String(place));
  const inspectMedia = async (url: string) => found[Number(url)] ?? { type: 'image/png' };
  try {
    await checkMedia({ inspectMedia }, { channel, content: { kind: 'body', body, media } });
    return [];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.errors.map(({ field, reason }) => `${field} ${reason}`);
  }
};

const png = { type: 'image/png', bytes: 10 };
type Row = ['sms' | 'whatsapp', (MediaFacts | MediaFault)[], string, string[]];

it.each<Row>([
  ['sms', [png], 'Oi', []],
  ['sms', Array.from({ length: 10 }, () => png), '', []],
  ['sms', Array.from({ length: 11 }, () => png), '', ['media too_many_media']],
  ['sms', [{ type: 'image/jpeg', bytes: 5 * mib }], '', []],
  ['sms', [{ type: 'image/jpeg', bytes: 5 * mib + 1 }], '', ['media.0 media_too_big']],
  ['sms', [png, { type: 'application/pdf', bytes: 500 * kib + 1 }], '', ['media.1 media_too_big']],
  ['sms', [png, { type: 'image/gif', bytes: 5 * mib }], '', ['media media_too_big']],
  ['sms', [{ type: 'image/webp' }], '', ['media.0 media_type']],
  ['sms', [{ type: 'text/html' }], '', ['media.0 media_type']],
  ['sms', [{ type: 'video/mp4' }], 'Oi', []],
  ['whatsapp', [png], 'Oi', []],
  ['whatsapp', [png, png], '', ['media too_many_media']],
  ['whatsapp', [{ type: 'image/png', bytes: 5 * mib + 1 }], '', ['media.0 media_too_big']],
  ['whatsapp', [{ type: 'video/mp4', bytes: 16 * mib }], '', []],
  ['whatsapp', [{ type: 'video/mp4', bytes: 16 * mib + 1 }], '', ['media.0 media_too_big']],
  ['whatsapp', [{ type: 'application/pdf' }], '', []],
  ['whatsapp', [{ type: 'application/pdf' }], 'Oi', ['body text_not_shown']],
  ['whatsapp', [{ type: 'image/gif' }], '', ['media.0 media_type']],
  ['whatsapp', [{ reason: 'media_unreachable', message: 'no' }], '', ['media.0 media_unreachable']],
])('%s with %j and the text "%s" is refused for %j', async (channel, found, body, reasons) => {
  expect(await refusalOf(channel, found, body)).toEqual(reasons);
});
