import { z } from 'zod';
import { variable } from '../variable.ts';

/** Where what is made on this machine is kept: the embedded PostgreSQL and generated keys. */
export const DataDirEnv = z.object({
  RECADO_DATA_DIR: variable(z.string().default('.recado'), {
    shape: 'a folder',
    remedy: 'Set it to a folder that can be written, or unset it for .recado.',
  }),
});
