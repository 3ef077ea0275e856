import type { CountryCode } from 'libphonenumber-js/max';
import { Refusal } from '../errors.ts';
import { normalizeRecipient } from '../phone-number.ts';
import { approvalProblem, type RecordedTemplate } from '../templates/template.ts';

type FindTemplate = (name: string, language?: string) => Promise<RecordedTemplate | undefined>;

/** Returns all languages of a template, the one that was stored first at the front. */
export type FindTemplateLanguages = (name: string) => Promise<RecordedTemplate[]>;

export type ContactLanguages = {
  /** Any contact has a language. Where none has one, a message costs nothing more. */
  areAny: () => Promise<boolean>;
  /** Returns the language that was put for a person; `to` is E.164. Calls at the same time share one read. */
  find: (to: string) => Promise<string | undefined>;
};

type Deps = {
  defaultCountry: CountryCode;
  findTemplate: FindTemplate;
  findTemplateLanguages: FindTemplateLanguages;
  contactLanguages?: ContactLanguages | undefined;
};

/**
 * Finds templates for one person. A request that names no language gets the contact's, see `pickLanguage`, then the
 * template's default. A language that could not be sent where the default can is passed over.
 */
export const findForContact = (deps: Deps, to: string): FindTemplate => {
  let own: Promise<string | undefined> | undefined;
  return async (name, language) => {
    const usual = await deps.findTemplate(name, language);
    if (language !== undefined || !usual) return usual;
    own ??= languageOf(deps, to);
    const wanted = await own;
    if (wanted === undefined) return usual;
    const others = (await deps.findTemplateLanguages(name)).filter((template) => canReplace(template, usual));
    return pickLanguage(usual, others, wanted) ?? usual;
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

/**
 * Returns a template in the wanted language (`pt-br` is `pt_BR`), otherwise in its base language (`pt`). Otherwise it is the
 * only one of that base language (`pt_BR` for `pt`). Of several such, only `usual` can be meant. `undefined` if there is none.
 */
export const pickLanguage = (
  usual: RecordedTemplate,
  others: readonly RecordedTemplate[],
  wanted: string,
): RecordedTemplate | undefined => {
  const templates = [usual, ...others.filter(({ language }) => language !== usual.language)];
  const code = codeOf(wanted);
  const base = baseOf(code);
  const alike = templates.filter(({ language }) => baseOf(codeOf(language)) === base);
  const exact = alike.find(({ language }) => codeOf(language) === code);
  const bare = alike.find(({ language }) => codeOf(language) === base);
  return exact ?? bare ?? (alike.length === 1 ? alike[0] : alike.find((template) => template === usual));
};

const codeOf = (language: string): string => language.replace('-', '_').toLowerCase();
const baseOf = (code: string): string => code.split('_')[0] ?? code;

/** The language takes the same values and the same channels as the default. */
export const fitsLike = (template: RecordedTemplate, usual: RecordedTemplate): boolean =>
  template.channel === usual.channel &&
  (template.contentSid !== undefined || usual.contentSid === undefined) &&
  (template.body !== undefined || usual.body === undefined) &&
  new Set(template.variables).symmetricDifference(new Set(usual.variables)).size === 0;

/** It fits, and WhatsApp delivers it if it delivers the default. */
const canReplace = (template: RecordedTemplate, usual: RecordedTemplate): boolean =>
  fitsLike(template, usual) && (approvalProblem(template) === undefined || approvalProblem(usual) !== undefined);
