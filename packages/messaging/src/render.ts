/** Fills `{{name}}` in a text. Every name must have a value: variables are checked before. */
export const renderBody = (body: string, variables: Record<string, string>): string =>
  body.replace(/\{\{\s*(\w+)\s*\}\}/g, (placeholder, name: string) => variables[name] ?? placeholder);

/**
 * The keys that Twilio's ContentVariables wants: a numeric name stays as it is, another becomes its position in the
 * template's list, from 1.
 */
export const numberVariables = (names: readonly string[], variables: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name, index) => {
      const value = variables[name];
      return value === undefined ? [] : [[/^\d+$/.test(name) ? name : String(index + 1), value]];
    }),
  );
