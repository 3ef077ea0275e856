import {
  BulkRetry,
  CampaignEventType,
  CanceledMessages,
  ErasedContact,
  PatchCampaign,
  PatchSession,
  PatchWebhook,
  PutContact,
  PutSettings,
  WebhookFilter,
} from '@recado/contract';
import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);
const keysOf = ({ shape }: { shape: object }): string[] => Object.keys(shape);

/** The files that write audit entries, or events of campaigns, which are entries, too. */
const writes = new RegExp(
  String.raw`\baction(?::|, )|\bCampaignAlarm\b|AuditEntry\b|audit_log|type: '(?:${CampaignEventType.options.join('|')})'`,
);
const writers = new Map<string, string>();
for await (const file of glob(['packages/{messaging,store}/src/**/*.ts', 'apps/{api,cli,worker}/src/**/*.ts'], {
  cwd: root,
})) {
  const text = readFileSync(new URL(file, root), 'utf8');
  if (!/\.test\.ts$|\/(?:migrations|openapi)\//.test(file) && writes.test(text)) writers.set(file, text);
}
const all = [...writers.values()].join('\n');

/** Details that are not written as a literal, with the fields that they can have. */
const computed: Record<string, string[]> = {
  change: ['role', 'grants', 'disabled'],
  counts: [ErasedContact.shape.erased, CanceledMessages].flatMap(keysOf),
  request: keysOf(PatchWebhook),
  'toDetail(patch)': ['address', 'mps', 'daily_limit', 'portfolio', 'paused'],
  'detailOf(request, answer.retried)': ['retried', 'status', 'error_code'],
  'Object.fromEntries': keysOf(BulkRetry.shape.filter),
};

/** Expressions that only pass details on. */
const passed = new Set(['detail', 'row.detail', 'settlement.detail']);

/** Lists of names that details contain, and the fields of filters within them. */
const listed = [PatchCampaign, PatchSession, PutContact, PutSettings, WebhookFilter].flatMap(keysOf);

const inLiterals = [...all.matchAll(/\b(?:detail(?::| =)|alarm\() ?(?=\{)/g)].flatMap(({ index, 0: { length } }) =>
  [...literalAt(all, index + length).matchAll(/[{,]\s*(\w+)\s*(?=[:,}])/g)].map(([, name = '']) => name),
);

const inSql = [...all.matchAll(/insert into audit_log[\s\S]*?\bfrom /g)].flatMap(([statement]) =>
  [...statement.matchAll(/(?:jsonb_build_object\(|, )\s*'(\w+)', /g)].map(([, name = '']) => name),
);

const words = readFileSync(new URL('../src/words/audit.ts', import.meta.url), 'utf8');
const wordsOf = (table: string): Set<string> => {
  const text = literalAt(words, words.indexOf('{', words.indexOf(`const ${table}`)));
  return new Set([...text.matchAll(/^ {2}'?([\w.]+)'?:/gm)].map(([, name = '']) => name));
};

it('has words for each field of the details that audit entries have', () => {
  const known = wordsOf('fields');
  const written = new Set([...inLiterals, ...inSql, ...Object.values(computed).flat(), ...listed]);
  expect(written.size).toBeGreaterThan(90);
  expect([...written].filter((name) => !known.has(name)).toSorted()).toEqual([]);
  expect([...known].filter((name) => !written.has(name)).toSorted()).toEqual([]);
});

it('knows each detail that is computed', () => {
  const found = [...all.matchAll(/\bdetail(?:: | = (?=\w+\.\w+\())(?=[a-z]|Object\.)([\w.]+(?:\(.*?\))?)/g)].map(
    ([, expression = '']) => expression,
  );
  const unknown = [...new Set(found)].filter((expression) => !(expression in computed) && !passed.has(expression));
  expect(unknown).toEqual([]);
});

it('has words for each action of audit entries', () => {
  const known = wordsOf('actions');
  const noun =
    'campaign|consents?|contact|(?:encryption_|index_)?key|messages?|numbers?|prices|sender|session|settings|templates?|user|webhook';
  const written = new Set([
    ...[...all.matchAll(new RegExp(`'((?:${noun})\\.[a-z_]+(?:ed|n|out|up|held))'`, 'g'))].map(([, name = '']) => name),
    ...CampaignEventType.options.map((type) => `campaign.${type}`),
  ]);
  expect(written.size).toBeGreaterThan(55);
  expect([...written].filter((name) => !known.has(name)).toSorted()).toEqual([]);
  expect([...known].filter((name) => !written.has(name)).toSorted()).toEqual([]);
});

/** The object literal that begins at this place. */
function literalAt(text: string, start: number): string {
  let depth = 0;
  for (let place = start; place < text.length; place += 1) {
    if (text[place] === '{') depth += 1;
    if (text[place] === '}') depth -= 1;
    if (depth === 0) return text.slice(start, place + 1);
  }
  throw new Error('The literal has no end');
}
