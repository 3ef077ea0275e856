/** The query of a path, of what has a value; empty without any. */
export const query = (fields: Record<string, string | undefined>): string => {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) given.set(name, value);
  return given.size > 0 ? `?${given.toString()}` : '';
};
