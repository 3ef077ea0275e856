import type { FieldError, SendMessage, TestCampaign } from '@recado/contract';
import type { AuditEntry, ByActor } from '../audit/audit.ts';
import { normalizeRecipient } from '../phone-number.ts';
import { Refusal } from '../errors.ts';
import { accept, type IdempotencyKey } from '../messages/accept.ts';
import type { RecordedCampaign } from './campaign.ts';
import { findCampaign } from './change.ts';
import { firstVariables } from './preview.ts';

type Deps = Parameters<typeof accept>[0] &
  Parameters<typeof firstVariables>[0] & { writeAuditEntry: (entry: AuditEntry) => Promise<void> };

type RequestedBy = ByActor & { key?: IdempotencyKey | undefined };

/** The result for one number of a test. `to` is E.164. */
export type TestSendResult = { to: string } & ({ messageId: string } | { refused: FieldError });

/**
 * Sends a campaign's content to some numbers, in any status, with the given variables or those of its first person.
 * These messages belong to no campaign and are not counted. People who opted out get none; a number that is named
 * twice, in any spelling, gets one. Throws a Refusal before anything is sent if the test is not possible.
 */
export const testSend = async (
  deps: Deps,
  id: string,
  input: TestCampaign,
  { actor, key }: RequestedBy,
): Promise<TestSendResult[]> => {
  const campaign = await findCampaign(deps, id);
  const numbers = readNumbers(deps, campaign, input.to);
  const variables = input.variables
    ? { ...campaign.variables, ...input.variables }
    : await firstVariables(deps, campaign);
  const request = requestOf(campaign, input, variables);
  const results: TestSendResult[] = [];
  for (const [place, to] of numbers.entries()) {
    const before = results.find((result) => result.to === to);
    results.push(before ?? (await acceptOne(deps, { ...request, to }, keyOf(key, place))));
  }
  const detail = { numbers: results.length };
  await deps.writeAuditEntry({ at: deps.clock(), actor, action: 'campaign.tested', object: `campaigns/${id}`, detail });
  return results;
};

/** All numbers are judged before the first message is accepted. */
const readNumbers = ({ defaultCountry }: Deps, { channel }: RecordedCampaign, numbers: readonly string[]): string[] => {
  const errors: FieldError[] = [];
  const read = numbers.map((to, place) => {
    try {
      return normalizeRecipient(to, { defaultCountry, channel }, `to.${place}`).e164;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      errors.push(...error.errors);
      return '';
    }
  });
  if (errors.length > 0) throw new Refusal('invalid-request', 'See errors', errors);
  return read;
};

/** The reader of a test has asked for it, so it is not marketing, even for a marketing campaign. */
const requestOf = (campaign: RecordedCampaign, input: TestCampaign, variables: Record<string, string>) => ({
  template: campaign.templateName,
  language: campaign.templateLanguage,
  variables,
  channel: campaign.channel,
  category: 'utility' as const,
  sender: input.sender ?? campaign.senderIds[0],
  metadata: { campaign_test: campaign.id },
});

/** A name of its own for each message of one request. No caller can send a line break in a key. */
const keyOf = (key: IdempotencyKey | undefined, place: number): IdempotencyKey | undefined =>
  key && { ...key, key: `${key.key}\n${place}` };

const isOfContact = (error: unknown): error is Refusal =>
  error instanceof Refusal && error.errors.length > 0 && error.errors.every(({ field }) => field === 'to');

const acceptOne = async (
  deps: Deps,
  request: SendMessage,
  key: IdempotencyKey | undefined,
): Promise<TestSendResult> => {
  try {
    const accepted = await accept({ ...deps, mayBeMilder: true }, request, key);
    return { to: request.to, messageId: accepted.kind === 'created' ? accepted.message.id : accepted.messageId };
  } catch (error) {
    const [refused] = isOfContact(error) ? error.errors : [];
    if (!refused) throw error;
    return { to: request.to, refused };
  }
};
