type Given<Members> = { [Name in keyof Members]?: Exclude<Members[Name], undefined> };

/** The members of an answer that have a value; the others are left out. */
export const given = <Members extends object>(members: Members): Given<Members> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Given<Members>;
