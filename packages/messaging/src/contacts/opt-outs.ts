import type { ChangeOptOut, Channel, OptOutPurpose, RemoveOptOut } from '@recado/contract';
import type { CountryCode } from 'libphonenumber-js/max';
import type { AuditEntry, ByActor } from '../audit/audit.ts';
import { maskNumber, normalizeRecipient } from '../phone-number.ts';

/** `unclear`: the person may have opted out of marketing, and somebody has to decide. */
export type OptOut = { channel: Channel; purpose: OptOutPurpose | 'unclear'; source: string; at: Date };

/** Describes the opt-out of one person: `to` is E.164 and stands for each spelling of the number. */
export type OptOutRequest = { to: string; channels: Channel[]; purpose: OptOutPurpose };

type Deps = {
  clock: () => Date;
  defaultCountry: CountryCode;
  /** Adds opt-outs; existing ones stay, and unclear ones are decided by it. Returns all opt-outs of the person. */
  saveOptOuts: (request: OptOutRequest, source: string, at: Date, audit: AuditEntry) => Promise<OptOut[]>;
  /** Takes off the list: of marketing alone, or all of these channels. Gives what is left of the person. */
  deleteOptOuts: (request: OptOutRequest, audit: AuditEntry) => Promise<OptOut[]>;
};

const channels: Channel[] = ['whatsapp', 'sms'];

/**
 * Opts a person out: messages that are accepted later or not sent yet are suppressed. Throws a Refusal for an invalid
 * number.
 */
export const optOut = async (deps: Deps, phone: string, change: ChangeOptOut, { actor }: ByActor) => {
  const request = toOptOutRequest(deps, phone, change);
  const at = deps.clock();
  return {
    to: request.to,
    optOuts: await deps.saveOptOuts(request, 'api', at, toEntry('contact.opted_out', request, { at, actor })),
  };
};

const toEntry = (
  action: string,
  { to, channels: each, purpose }: OptOutRequest,
  by: Pick<AuditEntry, 'at' | 'actor'>,
): AuditEntry => ({ ...by, action, object: `contacts/${maskNumber(to)}`, detail: { channels: each, purpose } });

const toOptOutRequest = (
  { defaultCountry }: Deps,
  phone: string,
  { channel, purpose }: ChangeOptOut,
): OptOutRequest => ({
  to: normalizeRecipient(phone, { defaultCountry, channel: 'whatsapp', addsNinthDigit: true }, 'phone').e164,
  channels: channel ? [channel] : channels,
  purpose,
});

/**
 * Removes an opt-out, which is not consent. The audit entry says who vouches for the person's will and by what. Throws a
 * Refusal for an invalid number.
 */
export const optIn = async (deps: Deps, phone: string, change: RemoveOptOut, { actor }: ByActor) => {
  const request = toOptOutRequest(deps, phone, change);
  const { detail, ...entry } = toEntry('contact.opted_in', request, { at: deps.clock(), actor });
  const { source, evidence } = change;
  const audit = { ...entry, detail: { ...detail, source, evidence } };
  return { to: request.to, optOuts: await deps.deleteOptOuts(request, audit) };
};
