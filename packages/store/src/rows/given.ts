type Given<T> = { [K in keyof T]?: NonNullable<T[K]> };

/** The fields that are not null: an absent column is an absent property. */
export const given = <T extends object>(fields: T): Given<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)) as Given<T>;
