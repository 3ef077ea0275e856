import type { Preview } from '@recado/contract';
import { fields } from '../terminal/fields.ts';

const textOf = ({ text, content_sid: sid }: Preview): string | undefined => text ?? (sid && `the content ${sid}`);

/** What one person would be sent. */
export const showPreview = (preview: Preview): string =>
  fields([
    ['to', `${preview.to} by ${preview.channel}, line ${preview.line}`],
    ...Object.entries(preview.variables).map(([name, value]) => ['variable', `${name} = ${value}`] as const),
    ['text', textOf(preview)],
    ['segments', preview.segments],
    ['SMS instead', preview.fallback?.text],
    ['kept back', preview.kept_back],
  ]);
