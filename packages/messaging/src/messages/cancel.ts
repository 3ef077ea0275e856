import type { CanceledMessages, CancelMessages } from '@recado/contract';
import type { Actor, AuditEntry } from '../audit/audit.ts';
import { Refusal, refuseKeyInUse } from '../errors.ts';
import type { IdempotencyKey } from './accept.ts';
import { findMessage } from './find.ts';
import { filterOf, type MessageSelection } from './retry.ts';

/** Selects the accepted messages to cancel, oldest first. */
export type CancelFilter = MessageSelection;

export type Canceling = { filter: CancelFilter; at: Date; key?: IdempotencyKey; audit: AuditEntry };

export type Canceled =
  | ({ kind: 'canceled' } & CanceledMessages)
  /** The same request came before, and this is what it did. */
  | ({ kind: 'repeated' } & CanceledMessages)
  /** The key was used before, with another request. */
  | { kind: 'reused' }
  /** The first request with the key is still running. */
  | { kind: 'in-use' };

type Deps = {
  clock: () => Date;
  /** Moves `accepted` to `canceled`, takes the key and writes the entry if anything changed, all in one commit. */
  saveCancellations: (canceling: Canceling) => Promise<Canceled>;
};

type CanceledBy = {
  actor: Actor;
  /** The caller may cancel campaigns, so it may cancel their messages. */
  mayLaunch: boolean;
};

/** Cancels a message that was not sent. Canceling it again changes nothing. Throws a Refusal if it is too late. */
export const cancel = async (
  deps: Deps & Parameters<typeof findMessage>[0],
  id: string,
  { actor, mayLaunch }: CanceledBy,
): Promise<void> => {
  const at = deps.clock();
  const audit = { at, actor, action: 'message.canceled', object: `messages/${id}` };
  const filter = { id, limit: 1, ...(!mayLaunch && { singleOnly: true }) };
  const done = await deps.saveCancellations({ filter, at, audit });
  if (done.kind === 'canceled' && done.canceled > 0) return;
  const { message } = await findMessage(deps, id);
  if (message.campaignId !== undefined && !mayLaunch) throw campaignsNeedScope();
  if (message.status === 'accepted')
    throw new Refusal(
      'conflict',
      'Recado is checking with Twilio whether the message was sent. Repeat the request later',
    );
  if (message.status !== 'canceled')
    throw new Refusal('conflict', `The message is ${message.status}. Only an accepted message can be canceled`);
};

const campaignsNeedScope = () =>
  new Refusal('forbidden', 'Canceling messages of a campaign needs a key with the scope campaigns:launch');

/**
 * Cancels messages by filter and counts them. A repeated request with the same key gets its counts again. Messages of
 * campaigns are left out if the caller may not launch. Throws a Refusal if it names a campaign then.
 */
export const cancelAll = async (
  deps: Deps,
  request: CancelMessages,
  { actor, key, mayLaunch }: CanceledBy & { key?: IdempotencyKey | undefined },
): Promise<CanceledMessages> => {
  if (request.campaign_id !== undefined && !mayLaunch) throw campaignsNeedScope();
  const at = deps.clock();
  const done = await deps.saveCancellations({
    filter: { ...filterOf(request), ...(!mayLaunch && { singleOnly: true }) },
    at,
    audit: { at, actor, action: 'messages.canceled', object: 'messages' },
    ...(key && { key }),
  });
  if (done.kind === 'in-use') throw refuseKeyInUse();
  if (done.kind === 'reused')
    throw new Refusal(
      'idempotency-key-reused',
      'This Idempotency-Key was already used for a different request. Use a new key',
    );
  return { canceled: done.canceled, refused: done.refused };
};
