import type { Content } from './content.ts';
import type { Variables } from './variables.ts';

const textFields = ['body', 'title'] as const;

/** The text of the first type that has one. */
const textOf = ({ types, friendlyName, sid }: Content): string => {
  const texts = Object.values(types).flatMap((type) => textFields.map((field) => type[field]));
  return texts.find((text) => typeof text === 'string') ?? friendlyName ?? sid;
};

const fill = (text: string, values: Variables) =>
  text.replaceAll(/\{\{\s*([^{}\s]+)\s*\}\}/g, (placeholder, name: string) => values[name] ?? placeholder);

/** Stands in for a content that is only at Twilio: its SID and the values that came with it. */
const stranger = (sid: string, values: Variables) =>
  [sid, ...Object.entries(values).map(([name, value]) => `${name}: ${value}`)].join(' · ');

/** The text that the person gets. Where a value is missing, the content's sample is sent, as Twilio does. */
export const renderContent = (sid: string, content: Content | undefined, values: Variables = {}): string =>
  content ? fill(textOf(content), { ...content.variables, ...values }) : stranger(sid, values);
