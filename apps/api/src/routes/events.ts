import { ListEvents, type Event, type EventPage } from '@recado/contract';
import { listEvents as list, type LoggedEvent } from '@recado/messaging';
import { presentEventOfLog } from '@recado/presentation';
import type { RequestHandler, Response } from 'express';
import { writeRevealEntry, type RevealDeps } from '../auth/audit.ts';
import { viewOf } from '../auth/caller.ts';
import { parse } from '../http/parse.ts';

type ListEventsDeps = Parameters<typeof list>[0] & RevealDeps;

/** Answers with the events after a number, as one JSON document or, if asked for, one line for each. */
export const listEvents =
  (deps: ListEventsDeps): RequestHandler =>
  async (request, response) => {
    const query = parse(ListEvents, request.query);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const { events, nextAfter } = await list(deps, query, gone.signal);
    await writeRevealEntry(deps, response, 'events', events.filter(hasNumber).length);
    const view = viewOf(response);
    const data = events.map((event) => presentEventOfLog(event, view));
    response.set('Recado-Next-After', String(nextAfter)).vary('Accept');
    if (request.accepts(['application/json', ndjson]) === ndjson) return sendLines(response, data);
    const page: EventPage = { data, next_after: nextAfter };
    response.json(page);
  };

const ndjson = 'application/x-ndjson';

const hasNumber = (event: LoggedEvent): boolean => 'message' in event || 'inbound' in event || event.to !== undefined;

const sendLines = (response: Response, events: readonly Event[]): void => {
  response.type(ndjson).send(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
};
