import { randomBytes } from 'node:crypto';
import { startProcess } from '@recado/testing';
import { describe, expect, it } from 'vitest';
import { makeCampaignActions } from './support/campaign-actions.ts';
import { acceptMany, acceptUntil, countAtTwilio, expectAllDeliveredOnce, listAll } from './support/crowd.ts';
import { startSystem, type System } from './support/system.ts';

const senders = JSON.stringify([{ id: 'store', channel: 'whatsapp', address: '+551150289876', mps: 400 }]);
const simulation = { SIMULATOR_READ_SHARE: '0', SIMULATOR_STEP_MS: '20' };

const before = 500;
const people = 400;
/** Rows a second: the first step is about a quarter of them. */
const slowRate = 300;
const csv = ['telefone;discount', ...Array.from({ length: people }, (_, n) => `+55119${80_000_000 + n};20%`)].join(
  '\n',
);

const newKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;

/** Restarts the API with these keys; each worker that starts later uses them, too. */
const useKeys = async (system: System, api: { kill: () => Promise<unknown> }, ...keys: string[]) => {
  system.env.RECADO_ENCRYPTION_KEYS = keys.join(',');
  await api.kill();
  return system.restartApi();
};

const startRotation = ({ env }: System, rate: number) => {
  const { DATABASE_URL, RECADO_ENCRYPTION_KEYS } = env;
  const args = ['keys', 'rotate-encryption', '--rate', String(rate)];
  return startProcess('apps/cli/src/main.ts', { DATABASE_URL, RECADO_ENCRYPTION_KEYS }, args);
};

/** Returns the output at its end. */
const rotate = async (system: System, rate: number): Promise<string> => {
  await using rotation = startRotation(system, rate);
  expect(await rotation.ended).toEqual({ code: 0, signal: null });
  return rotation.output.text();
};

/** Kills a rotation in the middle, then lets another end. */
const rotateTwice = async (system: System): Promise<string> => {
  await using killed = startRotation(system, slowRate);
  await killed.output.waitForLine(/^pass 1, recipients: .* re-encrypted \d{3} /);
  expect(await killed.kill('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
  return await rotate(system, slowRate);
};

describe('a rotation of the encryption keys under load', () => {
  it('that is killed and run again disturbs no process, and leaves nothing under the old key', async () => {
    // A callback that arrives while the API restarts is lost; Twilio is asked then.
    const shortTimeouts = { CALLBACK_PATIENCE_MS: '3000', UPKEEP_INTERVAL_MS: '500' };
    const more = { RECADO_SENDERS: senders, LOG_LEVEL: 'warn', ...shortTimeouts };
    await using system = await startSystem('postgresql', simulation, more);
    const campaigns = makeCampaignActions(system);
    const [k1, k2, k3] = [system.env.RECADO_ENCRYPTION_KEYS ?? '', newKey('k2'), newKey('k3')];
    const ids = await acceptMany(system, before);
    const campaign = await campaigns.draft();
    expect(await campaigns.upload(campaign, csv)).toMatchObject({ body: { accepted: people } });
    const settings = { test_numbers: ['+5511987654321'] };
    expect((await system.call('PUT', '/v1/settings', settings)).status).toBe(200);

    // Between two restarts: the worker only opens what the API seals with the new key already.
    const early = await system.startWorker({ RECADO_ENCRYPTION_KEYS: `${k1},${k2}` });
    const api = await useKeys(system, system.api, k2, k1);
    ids.push(...(await acceptMany(system, 50)));
    await expect.poll(() => countAtTwilio(system)).toBe(ids.length);
    expect(await early.kill()).toEqual({ code: 0, signal: null });

    const workers = await Promise.all([1, 2].map(() => system.startWorker()));
    const done = new AbortController();
    const rotation = rotateTwice(system).finally(() => done.abort());
    expect(await campaigns.launch(campaign)).toBe(200);
    ids.push(...(await acceptUntil(system, done.signal)));
    expect(await rotation).toContain('"k1" is not used any more');

    await campaigns.ends(campaign);
    ids.push(...(await campaigns.recipientReport(campaign)).map((entry) => entry.message_id));
    await expectAllDeliveredOnce(system, ids);
    expect(new Set((await listAll(system)).map(({ attempts }) => attempts))).toEqual(new Set([1]));
    for (const worker of workers) expect(await worker.kill()).toEqual({ code: 0, signal: null });
    const said = [api, early, ...workers].map(({ output }) => output.text()).join('\n');
    expect(said.split('\n').filter((line) => /"level":[5-6]0/.test(line))).toEqual([]);

    // The next rotation opens all that there is, with the second key alone.
    const third = await useKeys(system, api, k3, k2);
    // Recipients, what was written down of their consent, messages, and the secret.
    const rows = 2 * people + ids.length + 1;
    expect(await rotate(system, 100_000)).toContain(`All data is encrypted with "k3". Rows re-encrypted: ${rows}.`);
    await useKeys(system, third, k3);
    expect(await listAll(system)).toHaveLength(ids.length);
  });
});
