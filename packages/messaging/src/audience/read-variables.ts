import type { Channel } from '@recado/contract';
import { faultOf } from '../check-variables.ts';
import type { FileRow, Mistake } from '../import-files/rows.ts';

const reasonOf = (value: string, channel: Channel): string | undefined => {
  if (value.includes('\uFFFD')) return 'encoding';
  if (!value.isWellFormed()) return 'invalid_characters';
  return faultOf(value, channel)?.reason;
};

/** Makes what reads a row's values for variables; an empty cell is none. `mistakes` gets what is wrong with them. */
export const makeReadVariables =
  (channelOf: (variable: string) => Channel) =>
  ({ layout, cells }: FileRow, mistakes: Mistake[]): Record<string, string> => {
    const variables: Record<string, string> = {};
    for (const { name, at } of layout.variables) {
      const value = cells[at];
      if (!value) continue;
      const reason = reasonOf(value, channelOf(name));
      if (reason) mistakes.push({ field: layout.names[at] ?? name, reason });
      variables[name] = value;
    }
    return variables;
  };
