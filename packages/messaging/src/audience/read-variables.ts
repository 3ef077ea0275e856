import { faultOf } from '../check-variables.ts';
import type { FileRow, Mistake } from './file-row.ts';

/** Control characters are none of a text, and the rest cannot be stored. A line break or a tab has a reason of its own. */
const isText = (value: string): boolean => !/[^\P{Cc}\t\n\r]/u.test(value) && value.isWellFormed();

const mistakeOf = (field: string, value: string): Mistake | undefined => {
  if (value.includes('\uFFFD')) return { field, reason: 'encoding' };
  if (!isText(value)) return { field, reason: 'invalid_characters' };
  const fault = faultOf(value);
  return fault && { field, reason: fault.reason };
};

/** What a row has for the template's variables; an empty cell is none. `mistakes` gets what is wrong with them. */
export const readVariables = ({ layout, cells }: FileRow, mistakes: Mistake[]): Record<string, string> => {
  const variables: Record<string, string> = {};
  for (const { name, at } of layout.variables) {
    const value = cells[at];
    if (!value) continue;
    const mistake = mistakeOf(layout.names[at] ?? name, value);
    if (mistake) mistakes.push(mistake);
    variables[name] = value;
  }
  return variables;
};
