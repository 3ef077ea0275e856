import { AuditPage, Campaign, Problem } from '@recado/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startConsole, type RunningConsole } from './support/console.ts';
import type { Answer } from './support/running-api.ts';

let api: RunningConsole;
beforeAll(async () => {
  api = await startConsole();
});
afterAll(() => api[Symbol.asyncDispose]());

const reasonOf = ({ body }: Answer) => Problem.parse(body).errors?.[0]?.reason;

describe('an export with whole numbers', () => {
  it('needs the grant, a reason and the password again, and is in the audit log', async () => {
    const draft = { name: 'Whole', template: 'promotion', language: 'pt_BR' };
    const { id } = Campaign.parse((await api.call('POST', '/v1/campaigns', { body: draft })).body);
    const headers = { 'content-type': 'text/csv' };
    const file = { body: 'phone,discount\n+5511987010099,5%\n', headers };
    expect((await api.call('POST', `/v1/campaigns/${id}/recipients`, file)).status).toBe(200);
    const path = `/v1/campaigns/${id}/recipients.csv?whole=true`;
    const withReason = `${path}&reason=Asked%20by%20the%20courier`;
    const [admin, granted] = [await api.enter('admin'), await api.enter('viewer', ['whole_export'])];
    await admin.sudo();
    expect((await admin.send('GET', withReason)).status).toBe(403);
    expect(reasonOf(await granted.send('GET', withReason))).toBe('sudo_required');
    await granted.sudo();
    expect(reasonOf(await granted.send('GET', path))).toBe('required');
    expect((await granted.send('GET', withReason)).text).toContain('+5511987010099');
    expect((await granted.send('GET', `/v1/campaigns/${id}/recipients.csv`)).text).toContain('+55119****0099');
    const { data } = AuditPage.parse((await api.call('GET', '/v1/audit?action=numbers.revealed')).body);
    expect(data).toMatchObject([
      { actor: { id: granted.user.id }, detail: { count: 1, reason: 'Asked by the courier' } },
    ]);
  });
});
