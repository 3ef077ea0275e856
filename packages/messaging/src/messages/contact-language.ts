import type { CountryCode } from 'libphonenumber-js/max';
import { Refusal } from '../errors.ts';
import { normalizeRecipient } from '../phone-number.ts';
import { approvalProblem, type RecordedTemplate } from '../templates/template.ts';

type FindTemplate = (name: string, language?: string) => Promise<RecordedTemplate | undefined>;

export type ContactLanguages = {
  /** Any contact has a language. Where none has one, a message costs nothing more. */
  areAny: () => Promise<boolean>;
  /** Returns the language that was put for a person; `to` is E.164. */
  find: (to: string) => Promise<string | undefined>;
};

type Deps = {
  defaultCountry: CountryCode;
  findTemplate: FindTemplate;
  contactLanguages?: ContactLanguages | undefined;
};

/**
 * Finds templates for one person. A request that names no language gets the contact's, then its base language, then the
 * template's default. A language that could not be sent where the default can is passed over.
 */
export const findForContact = (deps: Deps, to: string): FindTemplate => {
  let own: Promise<string | undefined> | undefined;
  return async (name, language) => {
    const usual = await deps.findTemplate(name, language);
    if (language !== undefined || !usual) return usual;
    own ??= languageOf(deps, to);
    for (const candidate of candidatesOf(await own)) {
      if (candidate === usual.language) return usual;
      const template = await deps.findTemplate(name, candidate);
      if (template && standsFor(template, usual)) return template;
    }
    return usual;
  };
};

const languageOf = async ({ defaultCountry, contactLanguages }: Deps, to: string): Promise<string | undefined> => {
  if (!contactLanguages || !(await contactLanguages.areAny())) return undefined;
  try {
    return await contactLanguages.find(normalizeRecipient(to, { defaultCountry, channel: 'whatsapp' }).e164);
  } catch (error) {
    // The number is refused where its own faults are looked for.
    if (error instanceof Refusal) return undefined;
    throw error;
  }
};

/** `pt-br` stands for `pt_BR`, and then for `pt`. */
const candidatesOf = (language: string | undefined): string[] => {
  if (language === undefined) return [];
  const [base = '', region] = language.split('_');
  return region === undefined ? [base] : [...new Set([language, `${base}_${region.toUpperCase()}`, base])];
};

/** The language takes the same values and the same channels, and WhatsApp delivers it if it delivers the default. */
const standsFor = (template: RecordedTemplate, usual: RecordedTemplate): boolean =>
  template.channel === usual.channel &&
  (template.contentSid !== undefined || usual.contentSid === undefined) &&
  (template.body !== undefined || usual.body === undefined) &&
  new Set(template.variables).symmetricDifference(new Set(usual.variables)).size === 0 &&
  (approvalProblem(template) === undefined || approvalProblem(usual) !== undefined);
