import { z } from 'zod';
import { parseVariables, type Variables } from '../content/variables.ts';
import { type Address, parseAddress } from './address.ts';

const one = z.union([z.string(), z.array(z.string()).transform((values) => values[0] ?? '')]).default('');
const many = z.union([z.array(z.string()), z.string().transform((value) => [value])]).default([]);

/** The parameters of a create call, by Twilio's names; an absent one reads as empty. Others are ignored. */
export const CreateForm = z.object({
  To: one,
  From: one,
  MessagingServiceSid: one,
  Body: one,
  MediaUrl: many,
  ContentSid: one,
  ContentVariables: one,
  StatusCallback: one,
  ValidityPeriod: one,
  ScheduleType: one,
  SendAt: one,
});
export type CreateForm = z.infer<typeof CreateForm>;

/** A create call, with what several rules look at read once. */
export type Draft = {
  form: CreateForm;
  to: Address | undefined;
  from: Address | undefined;
  /** undefined when ContentVariables is empty or not an object of strings. */
  variables: Variables | undefined;
};

export const draftOf = (form: CreateForm): Draft => ({
  form,
  to: parseAddress(form.To),
  from: form.From ? parseAddress(form.From) : undefined,
  variables: form.ContentVariables ? parseVariables(form.ContentVariables) : undefined,
});
