import { z } from 'zod';
import type { Lifecycle } from '../delivery/lifecycle.ts';
import { invalidParameter, type Refusal } from '../refusals/refusal.ts';
import { isFinal, type Message } from './message.ts';

/** `Status=canceled` cancels, an empty `Body` redacts. */
export const UpdateForm = z.object({ Status: z.string().optional(), Body: z.string().optional() });
export type UpdateForm = z.infer<typeof UpdateForm>;

export const inFlight: Refusal = {
  status: 409,
  code: 20409,
  message: 'The message is still on its way: wait until it has ended',
};

const cancel = (message: Message, lifecycle: Pick<Lifecycle, 'cancel'>): Refusal | undefined => {
  if (message.status !== 'scheduled')
    return {
      status: 400,
      code: 30409,
      message: `Only a scheduled message can be canceled, this one is ${message.status}`,
    };
  lifecycle.cancel(message);
  return undefined;
};

const redact = (message: Message, now: number): Refusal | undefined => {
  if (!isFinal(message.status) && !message.settled) return inFlight;
  message.body = '';
  message.updatedAt = now;
  return undefined;
};

export type UpdateDeps = { now: () => number; lifecycle: Pick<Lifecycle, 'cancel'> };

/** Cancels or redacts a message, or says why not. */
export const updateMessage = (deps: UpdateDeps, message: Message, form: UpdateForm): Refusal | undefined => {
  if (form.Status !== undefined && form.Status !== 'canceled')
    return invalidParameter('Status', 'it can only be set to canceled');
  if (form.Body !== undefined && form.Body !== '') return invalidParameter('Body', 'it can only be emptied');
  if (form.Status === 'canceled') return cancel(message, deps.lifecycle);
  return form.Body === '' ? redact(message, deps.now()) : undefined;
};
