import type { Channel } from '@recado/contract';
import type { Twilio as Client } from 'twilio';
import { AnswerFailure, describeFailure } from './answer.ts';
import { addressesOf } from './send.ts';

/** Describes one setting of a resource at Twilio, by Twilio's name. An empty text is an unset one. */
export type WebhookChange = { name: string; from: string; to: string };

/** A resource at Twilio that says where a sender's inbound messages go. */
export type InboundWebhook = {
  /** It reads like `phone number +551150289877`. */
  resource: string;
  /** Twilio sends its inbound messages to another URL, or to none. */
  isElsewhere: boolean;
  /** Empty if every setting is as Recado needs it. */
  changes: WebhookChange[];
  /** Makes the changes. Returns why Twilio did not make them, or `undefined`. */
  change: () => Promise<string | undefined>;
};

/**
 * `none`: this sender has no webhook that can be set here. `missing`: the account has no such sender. `unreadable`: Twilio
 * refused the request or did not answer.
 */
export type FoundWebhooks =
  | { kind: 'found'; webhooks: InboundWebhook[] }
  | { kind: 'none' | 'missing' | 'unreadable'; problem: string };

type Sender = { channel: Channel; address: string };

/** The parts of twilio-node's client that are used. */
export type WebhookClient = Pick<Client, 'incomingPhoneNumbers'> & {
  messaging: Pick<Client['messaging'], 'v1' | 'v2'>;
};

/** Finds the resources that receive the inbound messages of each sender, compared with the URL of Recado. It never rejects. */
export const findInboundWebhooks = async (
  client: WebhookClient,
  inboundUrl: string,
  senders: readonly Sender[],
): Promise<FoundWebhooks[]> => {
  let listed: Promise<Pools> | undefined;
  const pools = () => (listed ??= listPools(client));
  const found: FoundWebhooks[] = [];
  for (const sender of senders) found.push(await findWebhooks({ client, inboundUrl, pools }, sender));
  return found;
};

/** The Messaging Services that receive for their senders, by the address of each. */
type Pools = ReadonlyMap<string, string>;
type Search = { client: WebhookClient; inboundUrl: string; pools: () => Promise<Pools> };

const findWebhooks = async (search: Search, sender: Sender): Promise<FoundWebhooks> => {
  const unable = obstacleOf(sender);
  if (unable) return { kind: 'none', problem: unable };
  try {
    const resources = await findResources(search, sender);
    if (resources.length === 0) return { kind: 'missing', problem: missing };
    return { kind: 'found', webhooks: resources.map((resource) => compare(resource, search.inboundUrl)) };
  } catch (error) {
    return { kind: isMissing(error) ? 'missing' : 'unreadable', problem: problemOf(error) };
  }
};

const service = /^MG[0-9a-fA-F]{32}$/;
const missing = 'This account has no such sender. Check TWILIO_ACCOUNT_SID and the address of the sender';

const obstacleOf = ({ address }: Sender): string | undefined => {
  if (address.startsWith('+') || service.test(address)) return undefined;
  return /^\d+$/.test(address)
    ? "The webhook of a short code can be set only in Twilio's console"
    : 'A sender name receives no messages';
};

const isMissing = (error: unknown): boolean => error instanceof AnswerFailure && error.code === 20404;

const problemOf = (error: unknown): string => {
  if (isMissing(error)) return missing;
  const said = describeFailure(error) ?? 'The answer of Twilio cannot be read';
  const isRefusal = error instanceof AnswerFailure && [401, 403].includes(error.status);
  return isRefusal ? `${said.replace(/\.$/, '')}. ${permissions}` : said;
};

const permissions =
  'An API key needs the permission to list, read and update phone numbers, Messaging Services and senders';

type Settings = Record<string, string>;
type Resource = {
  name: string;
  current: Readonly<Record<string, string | null | undefined>>;
  wanted: Settings;
  /** The setting that holds the URL for inbound messages. */
  urlName: string;
  update: (wanted: Settings) => Promise<unknown>;
};

/** Twilio ignores the webhook of a sender in the pool of a service, unless the service leaves inbound messages to it. */
const findResources = async ({ client, inboundUrl, pools }: Search, sender: Sender): Promise<Resource[]> => {
  if (service.test(sender.address)) return findService(client, inboundUrl, sender.address);
  const { to: address } = addressesOf({ ...sender, from: '', to: sender.address });
  const serviceSid = (await pools()).get(address);
  if (serviceSid !== undefined) return findService(client, inboundUrl, serviceSid);
  return sender.channel === 'whatsapp'
    ? findWhatsApp(client, inboundUrl, address)
    : findNumber(client, inboundUrl, address);
};

const listPools = async (client: WebhookClient): Promise<Pools> => {
  const pools = new Map<string, string>();
  for (const { sid, useInboundWebhookOnNumber } of await client.messaging.v1.services.list()) {
    if (useInboundWebhookOnNumber) continue;
    const { phoneNumbers, channelSenders } = client.messaging.v1.services(sid);
    for (const { phoneNumber } of await phoneNumbers.list()) pools.set(phoneNumber, sid);
    for (const { sender } of await channelSenders.list()) pools.set(sender, sid);
  }
  return pools;
};

type PhoneNumber = Pick<
  Awaited<ReturnType<WebhookClient['incomingPhoneNumbers']['list']>>[number],
  'sid' | 'phoneNumber' | 'smsUrl' | 'smsMethod' | 'smsFallbackUrl' | 'smsFallbackMethod' | 'smsApplicationSid'
>;

/** Twilio's filter also finds parts of numbers. */
const findNumber = async (client: WebhookClient, url: string, phoneNumber: string): Promise<Resource[]> => {
  const found = await client.incomingPhoneNumbers.list({ phoneNumber, limit: 50 });
  return found.filter((number) => number.phoneNumber === phoneNumber).map((number) => ofNumber(client, url, number));
};

const ofNumber = (client: WebhookClient, url: string, number: PhoneNumber): Resource => {
  const { sid, phoneNumber, smsUrl, smsMethod, smsFallbackUrl, smsFallbackMethod, smsApplicationSid } = number;
  return {
    name: `phone number ${phoneNumber}`,
    // Twilio ignores the URLs of a number that has an application.
    current: { smsApplicationSid, smsUrl, smsMethod, smsFallbackUrl, smsFallbackMethod },
    wanted: { smsApplicationSid: '', smsUrl: url, smsMethod: 'POST', smsFallbackUrl: url, smsFallbackMethod: 'POST' },
    urlName: 'smsUrl',
    update: (wanted) => client.incomingPhoneNumbers(sid).update(wanted),
  };
};

/** A service either receives for its senders, or leaves that to each of them. */
const findService = async (client: WebhookClient, url: string, sid: string): Promise<Resource[]> => {
  const context = client.messaging.v1.services(sid);
  const found = await context.fetch();
  if (found.useInboundWebhookOnNumber) return findPool(client, url, sid);
  const { inboundRequestUrl, inboundMethod, fallbackUrl, fallbackMethod } = found;
  return [
    {
      name: `Messaging Service ${sid}`,
      current: { inboundRequestUrl, inboundMethod, fallbackUrl, fallbackMethod },
      wanted: { inboundRequestUrl: url, inboundMethod: 'POST', fallbackUrl: url, fallbackMethod: 'POST' },
      urlName: 'inboundRequestUrl',
      update: (wanted) => context.update(wanted),
    },
  ];
};

const findPool = async (client: WebhookClient, url: string, sid: string): Promise<Resource[]> => {
  const { phoneNumbers, channelSenders } = client.messaging.v1.services(sid);
  const resources: Resource[] = [];
  for (const { sid: numberSid } of await phoneNumbers.list())
    resources.push(ofNumber(client, url, await client.incomingPhoneNumbers(numberSid).fetch()));
  for (const { sender } of await channelSenders.list())
    if (/^whatsapp:/i.test(sender)) resources.push(...(await findWhatsApp(client, url, sender)));
  return resources;
};

/** The webhook is written as a whole, so that its other settings stay whatever Twilio does with absent ones. */
const findWhatsApp = async (client: WebhookClient, url: string, senderId: string): Promise<Resource[]> => {
  const { channelsSenders } = client.messaging.v2;
  const listed = await channelsSenders.list({ channel: 'whatsapp' });
  const found = listed.find((sender) => sender.senderId === senderId);
  if (!found) return [];
  const { webhook } = found.webhook ? found : await channelsSenders(found.sid).fetch();
  const kept = {
    ...(webhook?.statusCallbackUrl && { status_callback_url: webhook.statusCallbackUrl }),
    ...(webhook?.statusCallbackMethod && { status_callback_method: webhook.statusCallbackMethod }),
  };
  return [
    {
      name: `WhatsApp sender ${senderId.replace(/^whatsapp:/i, '')}`,
      current: {
        callback_url: webhook?.callbackUrl,
        callback_method: webhook?.callbackMethod,
        fallback_url: webhook?.fallbackUrl,
        fallback_method: webhook?.fallbackMethod,
      },
      wanted: { callback_url: url, callback_method: 'POST', fallback_url: url, fallback_method: 'POST' },
      urlName: 'callback_url',
      // twilio-node sends this object as it is, and Twilio reads names with underscores.
      update: (wanted) => channelsSenders(found.sid).update({ webhook: { ...kept, ...wanted } } as object as Update),
    },
  ];
};
type Update = NonNullable<Parameters<ReturnType<Client['messaging']['v2']['channelsSenders']>['update']>[0]> & object;

const compare = ({ name, current, wanted, urlName, update }: Resource, inboundUrl: string): InboundWebhook => {
  const changes = Object.entries(wanted)
    .map(([setting, to]) => ({ name: setting, from: current[setting] ?? '', to }))
    .filter(({ from, to }) => from !== to);
  return {
    resource: name,
    isElsewhere: Boolean(current['smsApplicationSid']) || !isSameUrl(current[urlName] ?? '', inboundUrl),
    changes,
    change: () => attempt(() => update(wanted)),
  };
};

/** The fragment only sets how Twilio connects. */
const isSameUrl = (one: string, other: string): boolean => withoutFragment(one) === withoutFragment(other);

const withoutFragment = (text: string): string | undefined => {
  const url = URL.parse(text);
  if (url) url.hash = '';
  return url?.href;
};

const attempt = async (act: () => Promise<unknown>): Promise<string | undefined> => {
  try {
    await act();
    return undefined;
  } catch (error) {
    return problemOf(error);
  }
};
