import { z } from 'zod';
import { variable } from '../variable.ts';

function isPostgresUrl(value: string): boolean {
  const url = URL.parse(value);
  return /^postgres(ql)?:$/.test(url?.protocol ?? '') && (url?.pathname.length ?? 0) > 1 && url?.hash === '';
}

/** Where the record is kept. */
export const DatabaseEnv = z.object({
  DATABASE_URL: variable(z.string().refine(isPostgresUrl), {
    shape: 'postgres://user:password@host:port/database',
    remedy: 'Set it to the address of a PostgreSQL 15 or later; percent-encode special characters of the password.',
  }),
});
