import { setImmediate as nextTurn } from 'node:timers/promises';
import { BatchMessage, mostBatched, type BatchResult, type BatchResults } from '@recado/contract';
import { accept, findMessage, Refusal, Unavailable } from '@recado/messaging';
import { presentAsAccepted, presentNew } from '@recado/presentation';
import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { apiKeyIdOf, viewOf } from '../auth/caller.ts';
import { makeProblemOf } from '../http/errors.ts';
import { makeIdempotencyKey, parse, readKeyName } from '../http/parse.ts';

type Deps = Parameters<typeof accept>[0] & Parameters<typeof findMessage>[0] & { log: Logger };

/** Accepts many messages, each with its own result. Those that are accepted share a statement and a commit. */
export const postBatch =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const items = itemsOf(request);
    const whole = readKeyName(request);
    const outcomes = await Promise.all(
      (await parseAll(items)).map(async (item, place): Promise<BatchResult | Failed> => {
        if ('error' in item) return item;
        return acceptItem(deps, response, item, whole && `${whole}/${place}`).catch((error: unknown) => ({ error }));
      }),
    );
    const away = outcomes.find((outcome) => 'error' in outcome && outcome.error instanceof Unavailable);
    if (away && outcomes.every((outcome) => 'error' in outcome)) throw (away as Failed).error;
    const problemOf = makeProblemOf(deps.log, response);
    const data = outcomes.map((outcome): BatchResult => {
      if (!('error' in outcome)) return outcome;
      const problem = problemOf(outcome.error);
      return { status: problem.status, problem };
    });
    const accepted = data.filter(({ status }) => status === 202).length;
    const results: BatchResults = { accepted, refused: data.length - accepted, data };
    response.json(results);
  };

type Failed = { error: unknown };

/** `request`: the item as it came, without its key. */
type Item = { message: BatchMessage; request: Record<string, unknown> };

/** Reads a JSON array, or lines of JSON. Throws a Refusal for anything else. A line that is not JSON is an Error. */
const itemsOf = (request: Request): unknown[] => {
  const text = (request.body as Buffer).toString();
  const items = request.is('application/x-ndjson')
    ? text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [jsonOf(line)]))
    : jsonOf(text);
  if (items instanceof Error) throw items;
  if (!Array.isArray(items)) throw refuse('invalid_type', 'must be an array of messages, or one message per line');
  if (items.length === 0) throw refuse('too_small', 'has no message');
  if (items.length > mostBatched) throw refuse('too_big', `has more than ${mostBatched} messages`);
  return items;
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    return new Refusal('malformed-request', 'This is not JSON', [], { cause });
  }
};

const refuse = (reason: string, message: string) =>
  new Refusal('invalid-request', 'See errors', [{ field: '', reason, message }]);

const parsedAtOnce = 100;

/** Parses in parts, so that other requests are not kept waiting. */
const parseAll = async (items: readonly unknown[]): Promise<(Item | Failed)[]> => {
  const parsed: (Item | Failed)[] = [];
  for (const [place, item] of items.entries()) {
    if (place % parsedAtOnce === parsedAtOnce - 1) await nextTurn();
    parsed.push(parseItem(item));
  }
  return parsed;
};

const parseItem = (item: unknown): Item | Failed => {
  if (item instanceof Error) return { error: item };
  try {
    const message = parse(BatchMessage, item);
    const { idempotency_key: _key, ...request } = item as Record<string, unknown>;
    return { message, request };
  } catch (error) {
    return { error };
  }
};

/** The key of an item names the same request as that key does in `POST /v1/messages`. */
const acceptItem = async (
  deps: Deps,
  response: Response,
  { message: { idempotency_key: own, ...message }, request }: Item,
  inBatch: string | undefined,
): Promise<BatchResult> => {
  const name = own ?? inBatch;
  const key = name === undefined ? undefined : makeIdempotencyKey(response, name, 'POST /v1/messages', request);
  const accepted = await accept(deps, message, key, apiKeyIdOf(response));
  if (accepted.kind === 'created') return { status: 202, message: presentNew(accepted.message, viewOf(response)) };
  const { message: before } = await findMessage(deps, accepted.messageId);
  return { status: 202, message: presentAsAccepted(before, viewOf(response)), replayed: true };
};
