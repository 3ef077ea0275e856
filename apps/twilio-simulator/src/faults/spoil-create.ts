import type { ServerResponse } from 'node:http';
import type { MessageResource } from '../messages/message.ts';
import { answerRefusal, type Refusal } from '../refusals/refusal.ts';
import type { Timers } from '../timers.ts';
import type { Fault, KindAt } from './faults.ts';

/** Holds a create call with its fault. */
export type CreateCall = {
  response: ServerResponse;
  fault: Fault<'create'>;
  timers: Timers;
  /** Accepts the message and returns Twilio's answer: the message as a resource, or a refusal. */
  accept: () => MessageResource | Refusal;
  /** Returns the SID of an older message, preferably to the same address; undefined if there is none. */
  olderSid: (resource: MessageResource) => string | undefined;
  /** Answers without a fault. */
  answer: (created: MessageResource | Refusal) => void;
};

type Spoil = (call: CreateCall) => void;

/** Applies the fault of the call. */
export const spoilCreate = (call: CreateCall): void => spoils[call.fault.kind](call);

const reset = ({ response }: CreateCall) => response.socket?.resetAndDestroy();

/** Never answers: the client ends the call by its timeout or by disconnecting. */
const hang = () => undefined;

const fail =
  (status: number, code: number, message: string): Spoil =>
  ({ response }) =>
    answerRefusal(response, { status, code, message });

const badGateway: Spoil = ({ response }) => {
  response
    .writeHead(502, { 'Content-Type': 'text/html' })
    .end('<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>');
};

const serverError = fail(500, 20500, 'Something went wrong at Twilio');
const tooMany: Refusal = { status: 429, code: 20429, message: 'Too many requests' };

const half = (resource: MessageResource): string => {
  const text = JSON.stringify(resource);
  return text.slice(0, text.length / 2);
};

/** Answers normally if the message itself is refused, because then there is no message to hide. */
const afterAccepting =
  (spoil: (call: CreateCall, resource: MessageResource) => void): Spoil =>
  (call) => {
    const created = call.accept();
    if ('code' in created) call.answer(created);
    else spoil(call, created);
  };

const brokenAnswer = afterAccepting(({ response }, resource) => {
  const text = half(resource);
  response.writeHead(201, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }).end(text);
});

/** Ends the connection before the whole announced body is sent. */
const cutAnswer = afterAccepting(({ response }, resource) => {
  const length = Buffer.byteLength(JSON.stringify(resource));
  response.writeHead(201, { 'Content-Type': 'application/json', 'Content-Length': length });
  response.write(half(resource), () => response.socket?.destroySoon());
});

/** Answers with the SID of another message, although the new message has its own SID. */
const repeatedSid = afterAccepting(({ answer, olderSid }, resource) =>
  answer({ ...resource, sid: olderSid(resource) ?? resource.sid }),
);

const spoils: Record<KindAt<'create'>, Spoil> = {
  refuse: (call) => fail(400, call.fault.refuse_code, 'Refused because a fault was asked for')(call),
  reset_before: reset,
  reset_after: afterAccepting(reset),
  hang_before: hang,
  hang_after: afterAccepting(hang),
  '500_before': serverError,
  '500_after': afterAccepting(serverError),
  '502_before': badGateway,
  '502_after': afterAccepting(badGateway),
  '503': fail(503, 20503, 'The service is unavailable'),
  broken_201: brokenAnswer,
  cut_201: cutAnswer,
  repeated_sid: repeatedSid,
  '429': ({ response }) => answerRefusal(response, tooMany),
  '429_retry_after': ({ response, fault }) =>
    answerRefusal(response, tooMany, { 'Retry-After': String(fault.retry_after) }),
  '63038': fail(429, 63038, 'The account has reached its daily limit of messages'),
  // Like Twilio, it accepts the message late, even if nobody waits for the answer any more.
  slow: ({ fault, timers, accept, answer }) => timers.after(fault.slow_ms, () => answer(accept())),
};
