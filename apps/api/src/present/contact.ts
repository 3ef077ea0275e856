import type { Consent, ConsentProof as Shown, Contact, ContactExport as ContractExport } from '@recado/contract';
import type {
  ConsentProof,
  ContactExport,
  ContactSummary,
  Content,
  Membership,
  RecordedConsent,
  MessageWithEvents,
} from '@recado/messaging';
import type { View } from '../auth/caller.ts';
import { omitUndefined, presentEvent, presentInbound, presentMessage, showNumber } from '@recado/presentation';

type Counts = ContactSummary['messages'];

/** Formats the summary of a contact's data for the API. */
export const presentContact = (to: string, found: ContactSummary, view: View): Contact => ({
  phone: showNumber(to, view),
  ...omitUndefined({ timezone: found.timezone, language: found.language }),
  whatsapp_ids: found.whatsappIds.map((id) => showNumber(id, view)),
  messages: {
    total: found.messages.reduce((total, { count }) => total + count, 0),
    by_channel: byChannel(found.messages),
    ...omitUndefined({ first_at: found.firstMessageAt?.toISOString(), last_at: found.lastMessageAt?.toISOString() }),
  },
  inbound: found.inbound,
  campaigns: found.campaigns,
  consents: found.consents.map(({ at, ...rest }) => ({ ...rest, at: at.toISOString() })),
  opt_outs: found.optOuts.map(({ at, ...rest }) => ({ ...rest, at: at.toISOString() })),
});

const byStatus = (counts: Counts) => Object.fromEntries(counts.map(({ status, count }) => [status, count]));

const byChannel = (counts: Counts): Contact['messages']['by_channel'] =>
  Object.fromEntries(
    [...Map.groupBy(counts, ({ channel }) => channel)].map(([channel, some]) => [channel, byStatus(some)]),
  );

/** An entry of the ledger as the API shows it. */
export const presentConsent = (consent: RecordedConsent): Consent => ({
  sequence: consent.sequence,
  channel: consent.channel,
  granted: consent.granted,
  occurred_at: consent.occurredAt.toISOString(),
  recorded_at: consent.recordedAt.toISOString(),
  source: consent.source,
  words: consent.words,
  by: consent.by,
  ...(consent.campaignId !== undefined && { campaign_id: consent.campaignId }),
  ...(consent.pending !== undefined && { pending: true }),
  hash: consent.hash.toString('hex'),
});

/** Formats the consents that the ledger proves for a person; the number is shown as `phone`. */
export const presentProof = (phone: string, { intact, verifiedAt, consents }: ConsentProof): Shown => ({
  phone,
  intact,
  ...(verifiedAt && { verified_at: verifiedAt.toISOString() }),
  consents: consents.map((consent) => ({ ...presentConsent(consent), intact: consent.intact })),
});

const inFull = { unmasked: true };

/** One JSON document of everything, in the pieces in which it is read. */
export async function* presentExport(to: string, found: ContactExport, at: Date): AsyncGenerator<string> {
  const contact = presentContact(to, found, inFull);
  const proof = presentProof(to, found.proof);
  yield `{"exported_at":${JSON.stringify(at)},"contact":${JSON.stringify(contact)},"consents":${JSON.stringify(proof)}`;
  yield ',"campaigns":';
  yield* listOf(found.memberships, presentMembership);
  yield ',"inbound":';
  yield* listOf(found.inboundMessages, (inbound) => presentInbound(inbound, inFull));
  yield ',"messages":';
  yield* listOf(found.sentMessages, presentMessageWithEvents);
  yield '}\n';
}

const saidOf = (content: Content | undefined) => {
  if (!content) return {};
  if (content.kind === 'template') return { variables: content.variables };
  return { body: content.body, ...omitUndefined({ media: content.media }) };
};

const presentMembership = ({
  campaignId,
  name,
  line,
  excluded,
  content,
}: Membership): ContractExport['campaigns'][number] => ({
  campaign_id: campaignId,
  name,
  ...omitUndefined({ line, kept_back: excluded }),
  ...saidOf(content),
});

const presentMessageWithEvents = ({
  message,
  content,
  events,
}: MessageWithEvents): ContractExport['messages'][number] => ({
  ...presentMessage(message, inFull),
  ...saidOf(content),
  events: events.map((event) => presentEvent(event, inFull)),
});

async function* listOf<Item>(pages: AsyncIterable<Item[]>, present: (item: Item) => object) {
  let before = '[';
  for await (const page of pages) {
    yield before + page.map((item) => JSON.stringify(present(item))).join(',');
    before = ',';
  }
  yield before === '[' ? '[]' : ']';
}
