import type { FieldError, SendMessage, TestCampaign } from '@recado/contract';
import type { AuditEntry, ByActor } from '../audit/audit.ts';
import { normalizeRecipient, spellingsOf } from '../phone-number.ts';
import { Refusal, refuseField } from '../errors.ts';
import { accept, type IdempotencyKey } from '../messages/accept.ts';
import type { RecordedCampaign } from './campaign.ts';
import { findCampaign } from './change.ts';
import { firstPerson } from './preview.ts';

type Deps = Parameters<typeof accept>[0] &
  Parameters<typeof firstPerson>[0] & {
    /** Lists the numbers in E.164 whose people asked for tests. */
    findTestNumbers: () => Promise<string[]>;
    /** Writes the entry of `count` tests if those of this campaign since then stay within the limit. Returns how many were free. */
    writeSharedEntry: (
      entry: AuditEntry & { object: string },
      bounds: { count: number; limit: number; since: Date },
    ) => Promise<number>;
  };

type RequestedBy = ByActor & { key?: IdempotencyKey | undefined };

/** Holds the result for one number of a test. `to` is E.164. */
export type TestSendResult = { to: string } & ({ messageId: string } | { refused: FieldError });

/**
 * Sends a campaign's content to some numbers, in any status. The variables and the language are those of its first person,
 * unless they are given.
 * These messages belong to no campaign and are not counted there; a campaign has 100 of them a day. People who opted out
 * get none; a number that is named twice, in any spelling, gets one. Throws a Refusal before anything is sent if the test
 * is not possible.
 */
export const testSend = async (
  deps: Deps,
  id: string,
  input: TestCampaign,
  { actor, key }: RequestedBy,
): Promise<TestSendResult[]> => {
  const campaign = await findCampaign(deps, id);
  const numbers = readNumbers(deps, campaign, input.to);
  checkLanguage(campaign, input);
  const person = input.variables
    ? { variables: { ...campaign.variables, ...input.variables }, language: campaign.templateLanguage }
    : await firstPerson(deps, campaign);
  const request = requestOf(campaign, input, person);
  const isRepeat = key !== undefined && (await deps.findKey({ ...key, key: `${key.key}\n0` })) !== undefined;
  if (!isRepeat) await countTests(deps, `campaigns/${id}`, { actor, count: numbers.length });
  const testers = new Set((await deps.findTestNumbers()).map(personOf));
  const results: TestSendResult[] = [];
  for (const [place, to] of numbers.entries()) {
    const before = results.find((result) => result.to === to);
    const isTester = testers.has(personOf(to));
    const category = isTester ? 'utility' : campaign.category;
    const rules = { ...deps, mayBeMilder: isTester };
    results.push(before ?? (await acceptOne(rules, { ...request, to, category }, keyOf(key, place))));
  }
  return results;
};

const checkLanguage = (
  { templateLanguage, languagePerRecipient }: RecordedCampaign,
  { language }: TestCampaign,
): void => {
  if (language === undefined || languagePerRecipient || language === templateLanguage) return;
  throw refuseField('language', 'fixed_language', `must be ${templateLanguage}, the language of the campaign`);
};

const testsPerDay = 100;
const dayMs = 24 * 3_600_000;

/** The audit entry comes before the messages, so that simultaneous requests stay within the limit together. */
const countTests = async (deps: Deps, object: string, { actor, count }: ByActor & { count: number }): Promise<void> => {
  const at = deps.clock();
  const entry = { at, actor, action: 'campaign.tested', object };
  const bounds = { count, limit: testsPerDay, since: new Date(at.getTime() - dayMs) };
  const free = await deps.writeSharedEntry(entry, bounds);
  if (free >= count) return;
  throw new Refusal(
    'rate-limited',
    `A campaign may send ${testsPerDay} tests within 24 hours, and ${Math.max(0, free)} are left. Try again later`,
  );
};

/** All spellings of a number are one person. */
const personOf = (e164: string): string => spellingsOf(e164)[0] ?? e164;

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

/**
 * The person of a test number asked for the test, so it is not marketing, even for a marketing campaign. For any other
 * number it is what the campaign is, with its rules.
 */
const requestOf = (
  campaign: RecordedCampaign,
  input: TestCampaign,
  { variables, language }: { variables: Record<string, string>; language: string },
) => ({
  template: campaign.templateName,
  language: input.language ?? language,
  variables,
  channel: campaign.channel,
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
    const accepted = await accept(deps, request, key);
    return { to: request.to, messageId: accepted.kind === 'created' ? accepted.message.id : accepted.messageId };
  } catch (error) {
    const [refused] = isOfContact(error) ? error.errors : [];
    if (!refused) throw error;
    return { to: request.to, refused };
  }
};
