import type { InboundFilter, NewInbound, OptOutWish } from '@recado/messaging';
import type { Kysely } from 'kysely';
import { insertInbound } from '../people/insert-inbound.ts';
import { listInbound } from '../people/list-inbound.ts';
import { optIn, optOut } from '../people/opt-outs.ts';
import type { Schema } from '../schema.ts';
import type { BlindIndex } from '../sealing/blind-index.ts';
import type { Sealer } from '../sealing/sealer.ts';

type Deps = { kysely: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

/** What people send, and what they do not want. */
export const peopleMethods = (deps: Deps) => ({
  insertInbound: (inbound: NewInbound) => insertInbound(deps, inbound),
  listInbound: (filter: InboundFilter) => listInbound(deps, filter),
  optOut: (wish: OptOutWish, source: string, at: Date) => optOut(deps, wish, source, at),
  optIn: (wish: OptOutWish) => optIn(deps, wish),
});
