import type { ChangeOptOut, Channel, OptOutPurpose } from '@recado/contract';
import type { CountryCode } from 'libphonenumber-js/max';
import { normalizeRecipient } from '../phone-number.ts';

export type OptOut = { channel: Channel; purpose: OptOutPurpose; source: string; at: Date };

/** Whose wish of what: `to` is E.164 and stands for each spelling of the number. */
export type OptOutWish = { to: string; channels: Channel[]; purpose: OptOutPurpose };

type Deps = {
  clock: () => Date;
  defaultCountry: CountryCode;
  /** Adds to the list of those who do not want messages; what stands there stays. Gives all that it says of the person. */
  optOut: (wish: OptOutWish, source: string, at: Date) => Promise<OptOut[]>;
  /** Takes off the list: of marketing alone, or all of these channels. Gives what is left of the person. */
  optIn: (wish: OptOutWish) => Promise<OptOut[]>;
};

const channels: Channel[] = ['whatsapp', 'sms'];

/** Keeps messages from a person: what is accepted from now on, and what has not left yet. Throws a Refusal of a number that is none. */
export const optOut = async (deps: Deps, phone: string, change: ChangeOptOut) => {
  const wish = wishOf(deps, phone, change);
  return { to: wish.to, optOuts: await deps.optOut(wish, 'api', deps.clock()) };
};

const wishOf = ({ defaultCountry }: Deps, phone: string, { channel, purpose }: ChangeOptOut): OptOutWish => ({
  to: normalizeRecipient(phone, { defaultCountry, channel: 'whatsapp', addsNinthDigit: true }, 'phone').e164,
  channels: channel ? [channel] : channels,
  purpose,
});

/** Lifts an opt-out, which consents to nothing. Throws a Refusal of a number that is none. */
export const optIn = async (deps: Deps, phone: string, change: ChangeOptOut) => {
  const wish = wishOf(deps, phone, change);
  return { to: wish.to, optOuts: await deps.optIn(wish) };
};
