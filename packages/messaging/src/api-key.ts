import type { Scope } from '@recado/contract';

/** Who calls, as far as an API key tells. */
export type Caller = { id: string; name: string; scopes: readonly Scope[] };

export const mayDo = (caller: Caller, scope: Scope): boolean =>
  caller.scopes.includes(scope) || caller.scopes.includes('admin');
