import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { ListSenderHistory, PutSender, Sender, SenderHistory, SenderPage } from '../senders.ts';
import * as examples from './shared.ts';
import { guarded, json, senderId, withBody } from './shared.ts';

const tags = ['Senders'];
const stored = {
  id: 'store',
  ...examples.sender,
  daily_limit: null,
  limit_in_force: 10_000,
  portfolio: 'main',
  quality: { rating: 'high' as const, messaging_limit: 10_000, checked_at: '2026-11-22T14:00:00.000Z' },
  reached: 1_204,
  paused: false,
  rate: {
    in_force: 40,
    mps: 80,
    reduced_since: '2026-11-22T14:00:00.000Z',
    cause: { code: 63018, meaning: "the channel's rate is exceeded" },
  },
  health: { status: 'throttled' as const },
  created_at: '2026-11-22T12:00:00.000Z',
  updated_at: '2026-11-22T12:00:00.000Z',
};

export const senderPaths: ZodOpenApiPathsObject = {
  '/v1/senders': {
    get: {
      operationId: 'listSenders',
      tags,
      summary: 'List all senders',
      description:
        'Scope `messages:read`. A message without a sender uses the first sender of its channel that is not paused.',
      responses: { ...guarded(), '200': json('All senders', SenderPage, { data: [stored] }) },
    },
  },
  '/v1/senders/{id}': {
    get: {
      operationId: 'getSender',
      tags,
      summary: 'Show a sender',
      description: 'Scope `messages:read`. `rate` is the rate in force; `health` shows what prevents it from sending.',
      requestParams: { path: senderId },
      responses: { ...guarded('not-found'), '200': json('The sender', Sender, stored) },
    },
    put: {
      operationId: 'putSender',
      tags,
      summary: 'Create a sender, or change some of its fields',
      description:
        'Scope `senders:write`. A new sender needs `channel` and `address`. Running workers use a changed rate within seconds. ' +
        '`paused: false` resumes a sender, also one that was paused because of Twilio or that is on hold. The response of GET can ' +
        'be sent back whole: only differences are applied, and a sender on hold stays on hold.',
      requestParams: { path: senderId },
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: PutSender,
            examples: {
              make: { value: examples.sender },
              slow: { value: { mps: 20 } },
              pause: { value: { paused: true } },
            },
          },
        },
      },
      responses: {
        ...guarded('not-found', 'conflict', ...withBody),
        '200': json('The changed sender', Sender, stored),
        '201': {
          ...json('The new sender', Sender, stored),
          headers: { Location: { schema: { type: 'string' }, description: 'Path of the sender' } },
        },
      },
    },
  },
  '/v1/senders/{id}/history': {
    get: {
      operationId: 'getSenderHistory',
      tags,
      summary: 'Show what a sender did over time',
      description:
        'Scope `messages:read`. Events say when Twilio limited its rate, when it was on hold, unreachable or paused, and who rated it.',
      requestParams: { path: senderId, query: ListSenderHistory },
      responses: { ...guarded('not-found', 'invalid-request'), '200': json('The history', SenderHistory) },
    },
  },
};
