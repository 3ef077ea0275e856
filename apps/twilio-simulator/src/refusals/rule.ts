import type { Draft } from '../messages/create-form.ts';
import type { RefusalCode } from './refusal-codes.ts';

/** What the account knows and a rule may ask. */
export type Premises = {
  /** Epoch milliseconds. */
  now: number;
  /** The addresses that may send; empty when every well-formed one may. */
  senders: ReadonlySet<string>;
  isContent: (contentSid: string) => boolean;
  isOptedOut: (to: string, from: string) => boolean;
};

export type Rule = { code: RefusalCode; broken: (draft: Draft, premises: Premises) => boolean };
