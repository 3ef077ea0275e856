/** Reports a mismatch between the text of a template and its variables. */
export type TemplateFault = { field: 'body' | 'variables'; reason: string; message: string };

type Template = { channel: 'whatsapp' | 'sms'; body?: string | undefined; variables: readonly string[] };

/** Finds every fault by which a template would lose a value or show a placeholder to people. */
export const faultsOfText = ({ channel, body = '', variables }: Template): TemplateFault[] => [
  ...(channel === 'whatsapp' ? collisions(variables) : []),
  ...unknownVariables(body, variables),
  ...(channel === 'sms' && body ? unusedVariables(body, variables) : []),
  ...foreignPlaceholders(body, variables),
];

/** Returns the key in Twilio's ContentVariables: a numeric name unchanged, another name as its position from 1. */
export const contentKey = (name: string, index: number): string => (/^\d+$/.test(name) ? name : String(index + 1));

const collisions = (variables: readonly string[]): TemplateFault[] => {
  const byKey = Map.groupBy(variables.entries(), ([index, name]) => contentKey(name, index));
  return [...byKey].flatMap(([key, entries]) =>
    entries.length < 2
      ? []
      : [
          {
            field: 'variables' as const,
            reason: 'collides',
            message:
              `would give WhatsApp several values for {{${key}}}: ${entries.map(([, name]) => name).join(' and ')}. ` +
              'Use numbers as the names of all variables, or of none',
          },
        ],
  );
};

const placeholder = /\{\{([^{}]*)\}\}/g;

const placeholdersIn = (body: string) =>
  new Set([...body.matchAll(placeholder)].map((match) => (match[1] ?? '').trim()));

const unknownVariables = (body: string, variables: readonly string[]): TemplateFault[] =>
  [...placeholdersIn(body)]
    .filter((name) => !variables.includes(name))
    .map((name) => ({
      field: 'body',
      reason: 'unknown_variable',
      message: `uses {{${name.slice(0, 40)}}}, which variables does not list`,
    }));

const unusedVariables = (body: string, variables: readonly string[]): TemplateFault[] => {
  const used = placeholdersIn(body);
  const unused = variables.filter((name) => !used.has(name));
  if (!unused.length) return [];
  const message = `has ${unused.join(', ')}, which the text does not use: write {{${unused[0]}}} in the body, or remove the variable`;
  return [{ field: 'variables', reason: 'unused_variable', message }];
};

/** Matches placeholders of other programs, and braces that belong to no variable. */
const foreign = [
  /\{+\s*[\p{L}_][\p{L}\w. ]*\s*\}*/u,
  /[\p{L}\w]\s*\}+/u,
  /\{/,
  /\(\(\s*[\p{L}\w.]+\s*\)\)/u,
  /\[\[.*?\]\]/,
  /\*\|.*?\|\*/,
  /%%.+?%%/,
  /<%.*?%>/,
  /<<\s*[\p{L}\w.]+\s*>>/u,
  /«.*?»/,
  /%[\p{Lu}][\p{Lu}\d_]*%/u,
  /::[\p{L}_][\w.]*::/u,
  /##[\p{L}_][\w.]*##/u,
  /[[|](?:[A-Z]+_[A-Z_]+|[FL]?NAME|NOME|NOMBRE|EMAIL|PHONE)[\]|]/,
  /\[(?:first|last|full) ?name\]/i,
];

const foreignPlaceholders = (body: string, variables: readonly string[]): TemplateFault[] => {
  const rest = body.replace(placeholder, ' ');
  const named = variables.map((name) => new RegExp(`[[<%$:#@]${name}[\\]>%]`));
  const found = [...foreign, ...named].map((pattern) => pattern.exec(rest)?.[0]).find((text) => text !== undefined);
  if (found === undefined) return [];
  const message = `has "${found.trim().slice(0, 40)}", which people would see unchanged: write a variable as {{name}}`;
  return [{ field: 'body', reason: 'foreign_placeholder', message }];
};
