import fc from 'fast-check';
import { casesOf, write, type Case, type Sent } from './case.ts';
import { exchange, type Reply } from './exchange.ts';
import { makeIdsSeen, type IdsSeen } from './ids-seen.ts';
import { jsonOf } from './json-of.ts';
import { faultOf } from './judge.ts';
import { operationsOf, type ApiDocument } from './operation.ts';
import { prepare } from './prepare.ts';
import { makeValueOf } from './value-of.ts';

const atOnce = 12;
const answerWithinMs = 60_000;
/** A long run is drawn in parts, each with a seed of its own. */
const partSize = 2_000;

export type Fault = { fault: string; operation: string; request: string };
export type Fuzzed = {
  cases: number;
  operations: number;
  faults: Fault[];
  /** The number of responses of each status; `closed` where none was due. */
  answers: Record<string, number>;
};

const shownBytes = 1_500;

const collectionOf = (path: string): string => path.split('/')[2] ?? '';

const learnFrom = (ids: IdsSeen, { path }: Case['operation'], reply: Reply): void => {
  if (typeof reply === 'string' || reply.status >= 300) return;
  ids.learn(collectionOf(path), jsonOf(reply.body));
};

const describe = ({ operation }: Case, { bytes }: Sent, reply: Reply): Omit<Fault, 'fault'> => ({
  operation: `${operation.method} ${operation.path}`,
  request: `${JSON.stringify(bytes.toString('latin1', 0, shownBytes))}${typeof reply === 'string' ? '' : ` -> ${reply.body.toString().slice(0, 500)}`}`,
});

/** Draws each operation as often as any other. */
const drawCases = (document: ApiDocument, seed: number, count: number): Case[] => {
  const valueOf = makeValueOf(document.components.schemas);
  const cases = fc.oneof(...operationsOf(document).map((operation) => casesOf(valueOf, operation)));
  return fc.sample(cases, { seed, numRuns: count });
};

type Wanted = { url: string; document: ApiDocument; seed: number; count: number };

/** Sends requests made from the document to a running API, several at once, and judges every answer. */
export const runFuzz = async ({ url, document, seed, count }: Wanted): Promise<Fuzzed> => {
  const port = Number(new URL(url).port);
  const ids = makeIdsSeen();
  const faults: Fault[] = [];
  const answers: Record<string, number> = {};

  const tryCase = async (each: Case): Promise<void> => {
    const sent = write(each, ids);
    const reply = await exchange(port, sent, answerWithinMs);
    const status = String(typeof reply === 'string' ? reply : reply.status);
    answers[status] = (answers[status] ?? 0) + 1;
    const fault = faultOf(sent, reply);
    if (fault === undefined) learnFrom(ids, each.operation, reply);
    else faults.push({ fault, ...describe(each, sent, reply) });
  };

  await prepare(url, ids);
  for (let done = 0; done < count; done += partSize) {
    const cases = drawCases(document, seed + done, Math.min(partSize, count - done)).values();
    const lane = async () => {
      for (const each of cases) await tryCase(each);
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
  }
  return { cases: count, operations: operationsOf(document).length, faults, answers };
};
