import { isPhoneNumber, isSender, parseAddress } from '../messages/create-form.ts';

/**
 * Describes the settings of one resource by Twilio's names. `use_inbound_webhook_on_number` is the only one that is not
 * a text.
 */
export type Settings = Record<string, string | boolean>;

/** A sender's rating and limit at WhatsApp, in Twilio's words. */
export type Quality = { quality_rating?: string | null | undefined; messaging_limit?: string | null | undefined };

const settingNames = {
  number: ['sms_url', 'sms_method', 'sms_fallback_url', 'sms_fallback_method', 'sms_application_sid'],
  service: [
    'inbound_request_url',
    'inbound_method',
    'fallback_url',
    'fallback_method',
    'use_inbound_webhook_on_number',
  ],
  whatsapp: ['callback_url', 'callback_method', 'fallback_url', 'fallback_method', 'status_callback_url'],
} as const;
export type Kind = keyof typeof settingNames;

/** The setting of each kind that holds the webhook for inbound messages. */
const urlNames = { number: 'sms_url', service: 'inbound_request_url', whatsapp: 'callback_url' } as const;

/**
 * The account's senders and where their inbound messages go: first to `inboundUrl`, until a resource is updated. Without
 * listed senders, every well-formed number belongs to the account.
 */
export const makeSenders = (listed: ReadonlySet<string>, inboundUrl: string | undefined) => {
  const changed = new Map<string, Settings>();
  const qualities = new Map<string, Quality>();
  const read = (kind: Kind, address: string): Settings => ({
    ...defaultsOf(kind, inboundUrl ?? ''),
    ...changed.get(address),
  });
  return {
    listed: (kind: 'number' | 'whatsapp'): string[] =>
      [...new Set([...listed, ...qualities.keys()])].filter((address) => kindOf(address) === kind),
    /** A sender whose quality was set is listed, too. */
    setQuality: (address: string, quality: Quality): void => void qualities.set(address, quality),
    quality: (address: string): Quality | undefined => qualities.get(address),
    /** The Messaging Services that were updated. */
    services: (): string[] => [...changed.keys()].filter((key) => key.startsWith('MG')),
    has: (address: string): boolean => (listed.size > 0 ? listed.has(address) : isPossible(address)),
    read,
    /** Keeps only settings that the kind has. */
    update: (kind: Kind, address: string, settings: Settings): void => {
      const known = Object.entries(settings).filter(([name]) => settingNames[kind].some((setting) => setting === name));
      changed.set(address, { ...changed.get(address), ...Object.fromEntries(known) });
    },
    /** Twilio asks the service first, unless it leaves inbound messages to its senders. */
    inboundUrlOf: (address: string, service?: string): string => {
      const ofService = service === undefined ? undefined : read('service', service);
      const isServices = ofService && ofService['use_inbound_webhook_on_number'] !== true;
      const kind = kindOf(address);
      return String(isServices ? ofService[urlNames.service] : read(kind, address)[urlNames[kind]]);
    },
  };
};
export type Senders = ReturnType<typeof makeSenders>;

const kindOf = (address: string): 'number' | 'whatsapp' =>
  parseAddress(address)?.channel === 'whatsapp' ? 'whatsapp' : 'number';

const isPossible = (text: string): boolean => {
  const address = parseAddress(text);
  return address !== undefined && isSender(address) && isPhoneNumber(address.number);
};

const defaultsOf = (kind: Kind, inboundUrl: string): Settings => ({
  ...Object.fromEntries(settingNames[kind].map((name) => [name, name.endsWith('_method') ? 'POST' : ''])),
  ...(kind === 'service' && { use_inbound_webhook_on_number: false }),
  [urlNames[kind]]: inboundUrl,
});

/** A SID from which the number can be read again. */
export const sidOf = (prefix: 'PN' | 'XE', address: string): string =>
  prefix +
  Buffer.from(address.replace(/^whatsapp:/, ''))
    .toString('hex')
    .padStart(32, '0');

/** Returns the number in a SID of `sidOf`. */
export const numberIn = (sid: string): string =>
  Buffer.from(sid.slice(2).replace(/^(00)+/, ''), 'hex').toString('latin1');
