import { asUnavailable } from '../postgres/errors.ts';
import { asUnstorable } from './unstorable.ts';

type Methods = Record<string, (...args: never[]) => Promise<unknown>>;

/** The same functions, which throw Unavailable when PostgreSQL does not answer, and a Refusal of what it cannot hold. */
export const guard = <T extends Methods>(methods: T): T =>
  Object.fromEntries(
    Object.entries(methods).map(([name, method]) => [
      name,
      (...args: never[]) =>
        method(...args).catch((error: unknown) => {
          throw asUnstorable(asUnavailable(error));
        }),
    ]),
  ) as T;
