import { z } from 'zod';

export const Scope = z
  .enum([
    'messages:write',
    'messages:read',
    'campaigns:write',
    'campaigns:launch',
    'contacts:read',
    'contacts:erase',
    'pii:read',
    'admin',
  ])
  .meta({ id: 'Scope', description: 'What an API key may do. `admin` holds all the others' });
export type Scope = z.infer<typeof Scope>;
