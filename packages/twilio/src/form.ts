type Field = string | number | boolean | undefined | readonly (string | number | boolean)[];

/** Fields as a form: a list repeats its key, what is undefined is left out. */
export const encodeForm = (fields: Readonly<Record<string, Field>>): string => {
  const form = new URLSearchParams();
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    for (const item of Array.isArray(value) ? value : [value]) form.append(key, String(item));
  }
  return form.toString();
};
