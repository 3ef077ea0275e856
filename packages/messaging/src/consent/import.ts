import type { DoubleOptIn, ImportConsents, SendMessage } from '@recado/contract';
import type { CountryCode } from 'libphonenumber-js/max';
import type { AuditEntry, ByActor } from '../audit/audit.ts';
import type { FileSum } from '../audience/import.ts';
import { Refusal } from '../errors.ts';
import { readAnswer } from '../import-files/answer-values.ts';
import { readRows, type Upload } from '../import-files/read-rows.ts';
import { checkRows, noRows, type FileRow, type Rejection } from '../import-files/rows.ts';
import { singleOptIn, questionOf, type NewConsent } from './consent.ts';
import { consentColumns, ignoredInConsents, makeReadConsent } from './consent-row.ts';

/** Limits the rows of a file. While that many are written into the ledger, nothing else is: some seconds. */
const mostRows = 500_000;

/** Rows of a file whose people are asked to confirm: each is sent a message before the caller gets an answer. */
const mostQuestions = 50_000;

/** Receives the consents of a file. None is in the ledger before all are. */
export type ConsentSink = { add: (consents: readonly NewConsent[]) => Promise<void> };

/** `duplicates`: what the ledger says already, or the file twice. */
/** `pending`: people whose consent counts only once they confirmed it. */
export type ConsentSum = { accepted: number; duplicates: number; pending: Pick<NewConsent, 'to' | 'channel'>[] };

/** `asked`: people who were sent the question of double opt-in. `notAsked`: people who cannot be asked. */
export type ImportedConsents = FileSum &
  Pick<ConsentSum, 'accepted' | 'duplicates'> & { asked: number; notAsked: number; errors: Rejection[] };

type Deps = {
  clock: () => Date;
  defaultCountry: CountryCode;
  /** Appends all that `fill` hands over to the ledger, or nothing of it: another file may be arriving. */
  importConsents: (fill: (sink: ConsentSink) => Promise<FileSum>, audit: AuditEntry) => Promise<ConsentSum | 'busy'>;
  findDoubleOptIn: () => Promise<DoubleOptIn>;
  /** Accepts the message that asks. Throws a Refusal when it cannot be sent. */
  ask: (question: SendMessage) => Promise<unknown>;
};

type File = { upload: Upload; defaults: ImportConsents } & ByActor;

/**
 * Imports a file of consents into the ledger, as a whole or not at all. Each row is checked, and is then appended or
 * rejected with its reasons. Existing entries are not written again, so the same file may be sent again. Throws a
 * Refusal for an unreadable file.
 */
export const importConsents = async (
  { clock, defaultCountry, importConsents: append, findDoubleOptIn, ask }: Deps,
  { upload, defaults, actor }: File,
): Promise<ImportedConsents> => {
  const rows = requireAnswers(
    readRows(
      { contentType: upload.contentType, bytes: await upload.receive() },
      { variables: consentColumns },
      { takesBooleans: true, sortableDates: true, country: defaultCountry },
    ),
    defaults.granted !== undefined,
  );
  const at = clock();
  const doubleOptIn = defaults.confirmed ? singleOptIn : await findDoubleOptIn();
  const pending = doubleOptIn.enabled ? doubleOptIn.template : undefined;
  const read = makeReadConsent({ defaultCountry, defaults, at, by: actor.name, pending });
  const bound = makeBound(pending === undefined ? mostRows : mostQuestions);
  let errors: Rejection[] = [];
  let file: FileSum = noRows;
  const sum = await append(
    async (sink) => {
      const add = async (consents: readonly NewConsent[], rejections: readonly Rejection[]) => {
        bound(consents.length + rejections.length);
        await sink.add(consents);
      };
      ({ errors, ...file } = await checkRows(rows, async (slice) => slice.map(read), add, ignoredInConsents));
      return file;
    },
    { at, actor, action: 'consents.imported', object: 'consents' },
  );
  if (sum === 'busy')
    throw new Refusal('conflict', 'Another file of consents is being imported. Try again when it is done');
  const { asked, notAsked } = await sendQuestions(sum.pending, doubleOptIn, ask);
  return { accepted: sum.accepted, duplicates: sum.duplicates, asked, notAsked, ...file, errors };
};

const makeBound = (most: number) => {
  let rows = 0;
  return (more: number): void => {
    rows += more;
    if (rows > most)
      throw new Refusal('payload-too-large', `The file has more than ${most} rows; nothing was imported: split it`);
  };
};

/** Questions that are accepted at the same time. */
const questionsAtOnce = 20;

/** Asks people to confirm their consent, after the ledger has it. People who cannot be asked stay pending. */
const sendQuestions = async (people: ConsentSum['pending'], doubleOptIn: DoubleOptIn, ask: Deps['ask']) => {
  const sums = { asked: 0, notAsked: 0 };
  for (let from = 0; from < people.length; from += questionsAtOnce)
    await Promise.all(
      people.slice(from, from + questionsAtOnce).map(async (person) => {
        const question = questionOf(doubleOptIn, person);
        if (!question) return;
        try {
          await ask(question);
          sums.asked += 1;
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          sums.notAsked += 1;
        }
      }),
    );
  return sums;
};

/** Rows that are looked at for columns of answers under other names. */
const sampleSize = 50;

/**
 * Passes the rows on. Throws a Refusal if the file has no answers and the caller states none for the whole file. The
 * refusal names the columns that look like answers.
 */
async function* requireAnswers(rows: AsyncGenerator<FileRow>, isSaid: boolean): AsyncGenerator<FileRow> {
  const sample: FileRow[] = [];
  for await (const row of rows) {
    if (isSaid || hasAnswers(row)) {
      yield* sample.splice(0);
      isSaid = true;
      yield row;
      continue;
    }
    sample.push(row);
    if (sample.length === sampleSize) break;
  }
  if (sample.length) throw noAnswers(sample);
}

const hasAnswers = ({ layout: { answers } }: FileRow) => answers.yes.length > 0 || answers.left.length > 0;

const noAnswers = (rows: readonly FileRow[]): Refusal => {
  const names = [...new Set(rows.flatMap(namesLikeAnswers))].map((name) => `"${name.slice(0, 64)}"`);
  const seen = names.length
    ? `These columns look like an answer: ${names.join(', ')}. Rename the right one to granted`
    : 'Add a column granted with yes or no';
  const message = `has no column that says who agreed. ${seen}, or send granted=true if everyone in the file agreed`;
  return new Refusal('invalid-request', `The file ${message}. Nothing was imported`, [
    { field: 'granted', reason: 'no_answer_column', message },
  ]);
};

/** Columns that are unknown by name, and those whose value is a yes or a no. */
const namesLikeAnswers = ({ layout, cells }: FileRow): string[] => {
  const { unsure, against } = layout.answers;
  const isLike = (at: number) =>
    unsure.includes(at) || against.includes(at) || ['yes', 'no'].includes(readAnswer(cells[at] ?? ''));
  return layout.names.filter((name, at) => layout.ignored.includes(name) && isLike(at));
};
