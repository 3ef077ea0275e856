import { statfs } from 'node:fs/promises';
import { Campaign } from '@recado/contract';
import { mountSmallDisk, skipsSmallDisk } from '@recado/testing';
import { describe, expect, it } from 'vitest';
import { confirmation, startApiProcess } from './support/running-api.ts';

const promotion = { name: 'Natal', template: 'promotion', consent: { source: 'loja', evidence: 'aceite no cadastro' } };
const head = 'to,discount\n';
const rows = (count: number) =>
  head + Array.from({ length: count }, (_, n) => `+55119${80_000_000 + n},10%\n`).join('');
const csv = (body: string) => ({ body, headers: { 'content-type': 'text/csv' } });

// Only root can mount a small disk. The test of the spool has the same failures without one.
describe.skipIf(skipsSmallDisk)('an API whose disk for uploaded files is too small', () => {
  it('refuses a file with 503 and the reason, leaves nothing on the disk, and serves on', async () => {
    await using disk = await mountSmallDisk('256k');
    await using api = await startApiProcess({ TMPDIR: disk.folder });
    const free = async () => (await statfs(disk.folder)).bfree;
    const before = await free();
    const draft = await api.call('POST', '/v1/campaigns', { body: promotion });
    const path = `/v1/campaigns/${Campaign.parse(draft.body).id}/recipients`;

    const refused = await api.call('POST', path, csv(rows(40_000)));
    expect(refused).toMatchObject({
      status: 503,
      body: { type: expect.stringContaining('unavailable'), detail: 'the disk for uploaded files takes no writes' },
    });
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await api.process.output.waitForLine(/not responding: see the fields store and reason/)).toContain('ENOSPC');
    await expect.poll(free).toBe(before);
    expect((await api.call('POST', '/v1/messages', { body: confirmation })).status).toBe(202);
    expect(await api.call('POST', path, csv(rows(100)))).toMatchObject({ status: 200, body: { accepted: 100 } });
    await expect.poll(free).toBe(before);
  });
});
