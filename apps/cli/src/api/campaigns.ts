import { setTimeout as sleep } from 'node:timers/promises';
import {
  Campaign,
  CampaignPage,
  CampaignProgress,
  Estimate,
  ImportedRecipients,
  type LaunchCampaign,
  Preview,
  type ResumeCampaign,
  RetriedMessages,
  TestedCampaign,
} from '@recado/contract';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { Failure } from '../failure.ts';
import { query, uploadTo, type Caller, type Upload } from './http.ts';

/** Carries the body of `POST /v1/campaigns` as the user wrote it. The API validates it. */
export type CampaignRequest = { name: string; template: string } & Record<string, unknown>;

export type Control = 'pause' | 'resume' | 'cancel';

export const makeCampaignCalls = ({ call, open }: Caller) => {
  const at = (id: string, what = '') => `/v1/campaigns/${encodeURIComponent(id)}${what}`;
  return {
    create: (campaign: CampaignRequest, idempotencyKey: string): Promise<Campaign> =>
      call(Campaign, { method: 'POST', path: '/v1/campaigns', body: campaign, idempotencyKey }),
    list: (filter: { status?: string; limit?: string; cursor?: string }): Promise<CampaignPage> =>
      call(CampaignPage, { method: 'GET', path: `/v1/campaigns${query(filter)}` }),
    find: (id: string): Promise<Campaign> => call(Campaign, { method: 'GET', path: at(id) }),
    upload: (id: string, file: Upload): Promise<ImportedRecipients> =>
      uploadTo(open, ImportedRecipients, at(id, '/recipients'), file),
    estimate: (id: string): Promise<Estimate> => call(Estimate, { method: 'GET', path: at(id, '/estimate') }),
    preview: (id: string, which: { line?: string; to?: string }): Promise<Preview> =>
      call(Preview, { method: 'GET', path: at(id, `/preview${query(which)}`) }),
    test: (id: string, body: { to: string[]; variables?: Record<string, string>; sender?: string }, key: string) =>
      call(TestedCampaign, { method: 'POST', path: at(id, '/test'), body, idempotencyKey: key }),
    launch: (id: string, body: LaunchCampaign): Promise<Campaign> =>
      call(Campaign, { method: 'POST', path: at(id, '/launch'), body }),
    control: (id: string, what: Control, body?: ResumeCampaign): Promise<Campaign> =>
      call(Campaign, { method: 'POST', path: at(id, `/${what}`), ...(body && { body }) }),
    retry: (id: string, body: { status?: string; error_code?: number }): Promise<RetriedMessages> =>
      call(RetriedMessages, { method: 'POST', path: at(id, '/retry'), body }),
    /** Yields the progress after every change, until the campaign ends. It reconnects after a broken connection. */
    progress: (id: string): AsyncGenerator<CampaignProgress> =>
      followProgress((signal) => open(at(id, '/stream'), { headers: { accept: 'text/event-stream' }, signal })),
    /** Returns all recipients with the status of their messages, as CSV. */
    recipientReport: async (id: string, status?: string) =>
      (await open(at(id, `/recipients.csv${query({ status })}`))).body,
    /** Returns the errors of the rejected rows of a file, as CSV. `path` comes from the import. */
    rejections: async (path: string) => (await open(path)).body,
  };
};
export type CampaignCalls = ReturnType<typeof makeCampaignCalls>;

type Open = (signal: AbortSignal) => Promise<Response>;

const again = { afterMs: 2_000, giveUpAfterMs: 300_000 };
/** Allows for several missed heartbeats: the API sends one every 15 s. */
const silenceMs = 45_000;

const mayPass = new Set(['api_unreachable', 'unavailable', 'strange_answer']);

/** Recognizes errors that may pass: a broken connection, or an API that is down for a moment. */
const isPassing = (error: unknown): boolean => !(error instanceof Failure) || mayPass.has(error.code);

const readProgress = (data: string): CampaignProgress => {
  const progress = CampaignProgress.safeParse(JSON.parse(data));
  if (progress.success) return progress.data;
  throw new Failure('other_version', 'The API uses a progress format that this CLI version does not support.', {
    cause: progress.error,
  });
};

/** Yields the progress of one connection. Returns true after the event `end`. */
async function* listenOnce(open: Open, onSign: () => void): AsyncGenerator<CampaignProgress, boolean> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), silenceMs);
  try {
    const { body } = await open(silence.signal);
    if (!body) return false;
    const onAnySign = () => {
      timer.refresh();
      onSign();
    };
    for await (const { event, data } of readEvents(body, onAnySign)) {
      if (event === 'progress') yield readProgress(data);
      if (event === 'end') return true;
    }
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Yields each progress until the event `end`. Reconnects after a broken connection, until the API was silent for five
 * minutes. Throws immediately if the first connection fails or is refused.
 */
export async function* followProgress(
  open: Open,
  { afterMs, giveUpAfterMs } = again,
): AsyncGenerator<CampaignProgress> {
  let heardAt = Number.NEGATIVE_INFINITY;
  for (;;) {
    try {
      const isOver = yield* listenOnce(open, () => {
        heardAt = Date.now();
      });
      if (isOver) return;
    } catch (error) {
      if (!isPassing(error) || Date.now() - heardAt > giveUpAfterMs) throw error;
    }
    await sleep(afterMs);
  }
}

/** Yields Server-Sent Events as they arrive. `onSign` is called for every chunk, heartbeats included. */
async function* readEvents(body: AsyncIterable<Uint8Array>, onSign: () => void): AsyncGenerator<EventSourceMessage> {
  const complete: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => void complete.push(event) });
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    onSign();
    parser.feed(decoder.decode(chunk, { stream: true }));
    yield* complete.splice(0);
  }
}
