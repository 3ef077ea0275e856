/** The variables of one process, as text. */
export type Environment = Record<string, string>;

/** Only what is set, so that a child gets its own default for the rest. */
export const withoutUnset = (variables: Record<string, string | undefined>): Environment =>
  Object.fromEntries(Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined));
