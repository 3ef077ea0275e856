import { readAnswer } from './answer-values.ts';
import { mayAnswer } from './answers.ts';
import { nestedMark } from './columns.ts';

type Field = [name: string, value: unknown];

/** No form is nested deeper. What is deeper counts as an answer that cannot be read. */
const deepest = 8;
const unreadable = 'unreadable';

/**
 * Replaces nested values of a row by the answers in them, under the names that say what they answer: `{answers: {marketing:
 * 'no'}}` is a no. An answer that is not read would be silence. Other nested values stay, and are not used.
 */
export const readNested = (fields: readonly Field[]): Field[] =>
  fields.flatMap(([name, value]) => {
    if (!isNested(value)) return [[name, value]];
    const answers = answersIn([name], value, '');
    return mayAnswer(name) ? answers : [[name, value], ...answers];
  });

const isNested = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** `question`: a text beside the answer that says what was asked, as in `{question: 'Promotions?', answer: 'no'}`. */
const answersIn = (path: readonly string[], value: unknown, question: string): Field[] => {
  if (value === null || isNumber(value)) return [];
  if (!isNested(value)) return answerAt(path, value, question);
  const entries = Object.entries(value);
  if (!entries.length || path.length > deepest) return isAgreement(path) ? [[nameOf(path), unreadable]] : [];
  const asked = entries.find(([, each]) => typeof each === 'string' && isQuestion(each))?.[1] as string | undefined;
  return entries.flatMap(([key, each]) => answersIn([...path, key], each, each === asked ? '' : (asked ?? question)));
};

const answerAt = (path: readonly string[], value: unknown, question: string): Field[] => {
  if (question) return [[nameOf([question, path.at(-1) ?? '']), value]];
  const suffix = path.findIndex((_key, at) => mayAnswer(path.slice(at).join(' ')));
  if (suffix >= 0) return [[nameOf(path.slice(suffix)), value]];
  // A tag such as `unsubscribed` is an answer without a name.
  return typeof value === 'string' && mayAnswer(value) && readAnswer(value) === 'no'
    ? [[nameOf(['status']), value]]
    : [];
};

/** Only answers have such a name: it is no phone number, variable or time zone. */
const nameOf = (path: readonly string[]): string => `${nestedMark}${path.join(' › ')}`;

/** A number of the person, and no date. */
const isNumber = (value: unknown): boolean =>
  (typeof value === 'string' || typeof value === 'number') &&
  /^\+?\d[\d\s().-]{7,}$/.test(String(value)) &&
  !/^\d{4}-\d\d-\d\d/.test(String(value));

const isAgreement = (path: readonly string[]): boolean =>
  path.some((_key, at) => mayAnswer(path.slice(at).join(' ')) === 'yes');

/** Longer texts are no names. */
const longestQuestion = 200;

const isQuestion = (text: string): boolean =>
  text.length <= longestQuestion && ['none', 'unclear'].includes(readAnswer(text)) && mayAnswer(text) !== undefined;
