import type { CountryCode } from 'libphonenumber-js/max';
import { Refusal } from '../errors.ts';
import { planAudience, type PlanAudienceDeps } from './plan.ts';
import { makeDraftRecipient, requiredInPlan, type AudiencePlan, type DraftedRecipient } from './recipient-content.ts';
import { zonesFor } from './recipient-row.ts';

/** A person of an earlier campaign. `defaults` are the values that the campaign had for all; `language` is the one to prefer. */
export type EarlierRecipient = {
  line: number;
  to: string;
  country?: string;
  zones: string[];
  language?: string;
  variables: Record<string, string>;
  defaults: Record<string, string>;
};

/** A person for the new audience, or the reason for which they are left out. */
export type CopiedRecipient = DraftedRecipient | 'missing_variables' | 'sms_too_long';

export type AudiencePage = {
  plan: AudiencePlan;
  at: Date;
  limit: number;
  toRecipient: (person: EarlierRecipient) => CopiedRecipient;
};

type Deps = PlanAudienceDeps & {
  clock: () => Date;
  /** Drafts whose copy is not done. */
  findOpenCopies: () => Promise<string[]>;
  /**
   * Copies the next people of a draft's source, and commits the new place with them. `busy`: another request is changing
   * the audience, or the draft is no longer as planned.
   */
  copyPage: (page: AudiencePage) => Promise<'more' | 'done' | 'busy'>;
};

const limit = 2_000;

/** Numbers have their country already. */
const anyCountry: CountryCode = 'BR';

/**
 * Copies people of earlier campaigns into drafts. Each page is one transaction, so a crash loses and doubles nobody. Several
 * workers may run it at once.
 */
export const copyAudiences = async (
  deps: Deps,
  signal: AbortSignal,
  onStep: () => void = () => undefined,
): Promise<void> => {
  for (const id of await deps.findOpenCopies()) {
    const plan = await planAudience(deps, id).catch(ignoreRefusal);
    if (!plan) continue;
    const toRecipient = makeToRecipient(plan);
    while (!signal.aborted && (await deps.copyPage({ plan, at: deps.clock(), limit, toRecipient })) === 'more')
      onStep();
  }
};

/** The draft was launched or deleted, or its template is gone and may come back. */
const ignoreRefusal = (error: unknown): undefined => {
  if (!(error instanceof Refusal)) throw error;
};

const makeToRecipient = (plan: AudiencePlan) => {
  const draftRecipient = makeDraftRecipient(plan, anyCountry);
  const required = requiredInPlan(plan);
  return ({ defaults, variables: own, zones, language, ...person }: EarlierRecipient): CopiedRecipient => {
    // A value that the new campaign has for all comes before one that the earlier campaign had for all.
    const kept = Object.fromEntries(Object.entries(defaults).filter(([name]) => required.includes(name)));
    const variables = { ...kept, ...own };
    if (required.some((name) => !Object.hasOwn(variables, name))) return 'missing_variables';
    const isOwnZone = zones.join() !== zonesFor(person.to, person.country).join();
    const languages = language === undefined ? [] : [language];
    return draftRecipient({ ...person, zones, ...(isOwnZone && { isOwnZone }), languages, variables });
  };
};
