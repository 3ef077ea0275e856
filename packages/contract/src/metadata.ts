import { z } from 'zod';
import { Line, Text } from './text.ts';

const maxBytes = 4096;

const Value = z.union(
  [Text.max(512), z.number(), z.boolean(), z.null()],
  'must be text, a number, true, false or null',
);

/** The caller's own data: flat, at most 4 KiB as JSON, returned as it came. It is not encrypted. */
export const Metadata = z
  .record(Line.min(1).max(64), Value)
  .refine((metadata) => new TextEncoder().encode(JSON.stringify(metadata)).length <= maxBytes, {
    message: `must be at most ${maxBytes} bytes as JSON`,
    params: { reason: 'too_big' },
  })
  .meta({ id: 'Metadata', description: 'Your own data, at most 4 KiB as JSON. Not encrypted' });
export type Metadata = z.infer<typeof Metadata>;
