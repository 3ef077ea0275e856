import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { queueEngines, startProcess } from '@recado/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCampaignActions } from './support/campaign-actions.ts';
import { apiKey } from './support/environment.ts';
import { startSystem } from './support/system.ts';

const run = promisify(execFile);
const root = new URL('../../../', import.meta.url).pathname;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recado-bundle-'));
  await run(process.execPath, ['scripts/bundle.ts', folder], { cwd: root });
  await mkdir(join(folder, 'apps/console/dist'), { recursive: true });
  await writeFile(join(folder, 'apps/console/dist/index.html'), '<title>The console</title>');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const mainOf = (app: string) => join(folder, `apps/${app}/src/main.ts`);

describe.each(queueEngines)('the bundles in a folder without sources and libraries, on the %s engine', (engine) => {
  it('send a message, import recipients and show every page', async () => {
    await using system = await startSystem(engine, { SIMULATOR_READ_SHARE: '0', SIMULATOR_STEP_MS: '20' });
    await system.api.kill();
    await using api = startProcess(mainOf('api'), system.env);
    await using worker = startProcess(mainOf('worker'), system.env);
    await Promise.all([api.ready(), worker.ready()]);

    const order = ['--template', 'order_confirmation', '--var', 'order_id=1042'];
    const { stdout } = await run(
      process.execPath,
      [mainOf('cli'), 'send', '--to', '+5511987654321', ...order, '--wait', '--json'],
      { env: { RECADO_URL: system.url, RECADO_API_KEY: apiKey }, cwd: folder },
    );
    expect(JSON.parse(stdout)).toMatchObject({ status: 'delivered', attempts: 1 });

    // Its time zones and its encoding are in files and modules that no start reads.
    const { draft, upload } = makeCampaignActions(system);
    const file = Buffer.from('telefone;nome;discount\n+5511987650001;João;20 %\n', 'latin1');
    expect(await upload(await draft(), file)).toMatchObject({ body: { accepted: 1 } });

    const page = async (path: string) => {
      const answer = await fetch(system.url + path, { headers: { accept: 'text/html,*/*' } });
      return { status: answer.status, text: await answer.text() };
    };
    expect(await page('/')).toMatchObject({ status: 200, text: '<title>The console</title>' });
    for (const path of [
      '/docs',
      '/docs/initialize.js',
      '/docs/page.css',
      '/docs/swagger-ui.css',
      '/docs/favicon-32x32.png',
    ])
      expect(await page(path), path).toMatchObject({ status: 200 });
    expect((await page('/docs/swagger-ui-bundle.js')).text).toContain('SwaggerUIBundle');
    expect(JSON.parse((await page('/openapi.json')).text)).toHaveProperty(['paths', '/v1/messages']);
  });
});

it.each(['api', 'worker', 'cli'])('no late import of the %s waits for the file that starts it', async (app) => {
  const files = await readdir(join(folder, 'dist', app));
  expect(files).toContain('main.js');
  for (const name of files.filter((file) => file.endsWith('.js')))
    expect(await readFile(join(folder, 'dist', app, name), 'utf8'), name).not.toMatch(/["']\.\/main\.js["']/);
});

it('the bundles bring the licenses of the libraries that they contain', async () => {
  expect(await readFile(join(folder, 'dist/LICENSES.txt'), 'utf8')).toMatch(/^node_modules\/bullmq\n\n.*\bMIT\b/ms);
});
