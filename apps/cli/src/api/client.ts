import { Message, MessagePage, Settings, SyncedTemplates, Template, TemplatePage } from '@recado/contract';
import type { z } from 'zod';
import { Failure } from '../failure.ts';
import { failureOf } from './problem.ts';

const timeoutMs = 30_000;

type Request = { method: 'GET' | 'POST' | 'PUT'; path: string; body?: unknown; idempotencyKey?: string };

const fetchOrSay = async (url: string, init: RequestInit): Promise<Response> => {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) });
  } catch (cause) {
    const { origin } = new URL(url);
    const remedy = 'Start it with `recado up`, or set RECADO_URL to where it runs.';
    throw new Failure('api_unreachable', `no API answers at ${origin}. ${remedy}`, { cause });
  }
};

const readJson = async (response: Response): Promise<unknown> => response.json().catch(() => undefined);

/** The HTTP API as the commands use it. Every call throws a Failure that says what the API said. */
export const makeApiClient = ({ url, apiKey }: { url: string; apiKey: string }) => {
  const call = async <T>(answer: z.ZodType<T>, { method, path, body, idempotencyKey }: Request): Promise<T> => {
    const headers = {
      authorization: `Bearer ${apiKey}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    };
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const response = await fetchOrSay(`${url}${path}`, init);
    const json = await readJson(response);
    const { data } = answer.safeParse(json);
    if (!response.ok || data === undefined) throw failureOf(response.status, json);
    return data;
  };
  return {
    send: (message: MessageRequest, idempotencyKey: string): Promise<Message> =>
      call(Message, { method: 'POST', path: '/v1/messages', body: message, idempotencyKey }),
    cancel: (id: string): Promise<Message> => call(Message, { method: 'POST', path: `/v1/messages/${id}/cancel` }),
    find: (id: string): Promise<Message> => call(Message, { method: 'GET', path: `/v1/messages/${id}` }),
    /** The newest first. */
    list: (query: Record<string, string>): Promise<MessagePage> =>
      call(MessagePage, { method: 'GET', path: `/v1/messages?${new URLSearchParams(query).toString()}` }),
    putSettings: (settings: SettingsRequest): Promise<Settings> =>
      call(Settings, { method: 'PUT', path: '/v1/settings', body: settings }),
    listTemplates: (): Promise<TemplatePage> => call(TemplatePage, { method: 'GET', path: '/v1/templates' }),
    syncTemplates: (): Promise<SyncedTemplates> =>
      call(SyncedTemplates, { method: 'POST', path: '/v1/templates/sync' }),
    putTemplate: (name: string, template: TemplateRequest): Promise<Template> =>
      call(Template, { method: 'PUT', path: `/v1/templates/${encodeURIComponent(name)}`, body: template }),
  };
};
export type ApiClient = ReturnType<typeof makeApiClient>;

/** What `POST /v1/messages` takes, as someone writes it. The API checks it. */
export type MessageRequest = {
  to: string;
  template?: string;
  language?: string;
  variables?: Record<string, string>;
  body?: string;
  channel?: string;
  sender?: string;
  send_at?: string;
  valid_for?: string | number;
  reference?: string;
};

/** What `PUT /v1/templates/:name` takes, as someone writes it. The API checks it. */
export type TemplateRequest = {
  channel: string;
  category: string;
  language?: string;
  content_sid?: string;
  body?: string;
  variables: string[];
};

/** What `PUT /v1/settings` takes, as far as it is asked for here. The API checks it. */
export type SettingsRequest = {
  marketing_requires_consent?: { whatsapp: boolean; sms: boolean };
  marketing_window?: { from: string; to: string };
};
