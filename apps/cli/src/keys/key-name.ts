import { Line } from '@recado/contract';
import { byCommandLine, bySystem } from '@recado/messaging';
import { validate } from 'uuid';

/** Who the audit log names without a key that was made here. */
const others = new Set([byCommandLine.name, bySystem.name, 'recado_api_key']);

/** What a key is called: the audit log names it by that, so nobody else's name and no id. */
export const KeyName = Line.trim()
  .min(1)
  .max(100)
  .refine((name) => !others.has(name.toLowerCase()) && !validate(name), {
    error: ({ input }) => `"${String(input)}" would pass for somebody else in the audit log: take another name`,
  });
