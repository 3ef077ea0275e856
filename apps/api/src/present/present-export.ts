import type { ContactExport as Shown } from '@recado/contract';
import type { ContactExport, Content, Membership, ToldMessage } from '@recado/messaging';
import { presentContact } from './contact.ts';
import { given } from './given.ts';
import { presentMessage } from './message.ts';
import { presentProof } from './present-consent.ts';
import { presentEvent } from './present-event.ts';
import { presentInbound } from './present-inbound.ts';

const inFull = { unmasked: true };

const saidOf = (content: Content | undefined) => {
  if (!content) return {};
  return content.kind === 'body' ? { body: content.body } : { variables: content.variables };
};

const presentMembership = ({ campaignId, name, line, keptBack, content }: Membership): Shown['campaigns'][number] => ({
  campaign_id: campaignId,
  name,
  line,
  ...given({ kept_back: keptBack }),
  ...saidOf(content),
});

const presentTold = ({ message, content, events }: ToldMessage): Shown['messages'][number] => ({
  ...presentMessage(message, inFull),
  ...saidOf(content),
  events: events.map(presentEvent),
});

async function* listOf<Item>(pages: AsyncIterable<Item[]>, present: (item: Item) => object) {
  let before = '[';
  for await (const page of pages) {
    yield before + page.map((item) => JSON.stringify(present(item))).join(',');
    before = ',';
  }
  yield before === '[' ? '[]' : ']';
}

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
  yield* listOf(found.sentMessages, presentTold);
  yield '}\n';
}
