import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = new URL('../', import.meta.url).pathname;
let folder: string;
const run = (command: string, args: string[], cwd = folder): string =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: 'pipe' });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'recado-client-'));
  run('npm', ['run', '--silent', 'build'], root);
  const [tarball = ''] = run('npm', ['pack', '--silent', '--pack-destination', folder], join(root, 'dist')).split('\n');
  writeFileSync(join(folder, 'package.json'), '{"type":"module","private":true}');
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${tarball}`]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const use = `
import { createRecado, RecadoProblem, verifyWebhook, type Message, type SendMessage } from '@recado/client';

const recado = createRecado({ url: 'http://127.0.0.1:1', apiKey: 'key', retries: 0 });
const order: SendMessage = { to: '+5511987654321', template: 'order_confirmation', variables: { order_id: '1042' } };
export const send = async (): Promise<Message['status']> => (await recado.messages.send(order)).status;
export const all = async () => {
  for await (const { id, campaign_id } of recado.messages.list({ status: 'failed', limit: 200 })) console.log(id, campaign_id);
  for await (const { type, sequence } of recado.events.follow({ after: 5, types: ['message.sent'] })) console.log(type, sequence);
  for await (const { people, by_status } of recado.campaigns.progress('a')) console.log(people, by_status.sent);
  const { accepted } = await recado.campaigns.importRecipients('a', { contentType: 'text/csv', body: new Blob(['phone']) });
  return accepted.toFixed();
};
export const receive = async (request: Request) =>
  (await verifyWebhook(await request.text(), request.headers, ['whsec_a', 'whsec_b'])).data['id'];
// @ts-expect-error -- There is no such channel.
export const wrong: SendMessage = { to: '+5511987654321', channel: 'pigeon', body: 'hi' };

const error: unknown = await send().catch((thrown: unknown) => thrown);
console.log(error instanceof RecadoProblem && error.type);
`;

it('compiles in an empty folder by its own types, with strict settings, and runs', () => {
  writeFileSync(join(folder, 'use.ts'), use);
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    module: 'nodenext',
    target: 'es2022',
    lib: ['es2022', 'dom', 'dom.asynciterable'],
    types: [],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.ts'] }));
  const tsc = join(createRequire(import.meta.url).resolve('typescript/package.json'), '../bin/tsc');
  run(process.execPath, [tsc, '-p', folder]);
  expect(run(process.execPath, ['use.js'])).toBe('no-answer\n');
  expect(run('npm', ['ls', '--all', '--parseable']).trim().split('\n')).toHaveLength(2);
});
