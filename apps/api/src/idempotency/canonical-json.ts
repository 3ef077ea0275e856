const ofObject = (value: object): string =>
  Object.keys(value)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson((value as Record<string, unknown>)[key])}`)
    .join();

/** JSON in which the order of keys does not matter: two bodies that mean the same give the same text. `value` is as JSON.parse gave it. */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`;
  return typeof value === 'object' && value !== null ? `{${ofObject(value)}}` : JSON.stringify(value);
};
