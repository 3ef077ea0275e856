import { expect, vi } from 'vitest';
import type { StartedRecado } from './started-recado.ts';

export type SimulatedMessage = { sid: string; to: string; body: string };

/** Calls the simulator as Twilio's console and its Content API are called. */
const ask = async (
  { simulator: { url, accountSid, authToken } }: StartedRecado,
  path: string,
  body?: object,
): Promise<Record<string, unknown>> => {
  const credentials = Buffer.from(`${accountSid}:${authToken}`).toString('base64');
  const answer = await fetch(url + path, {
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
    headers: { authorization: `Basic ${credentials}`, 'content-type': 'application/json' },
  });
  expect(answer.status).toBeLessThan(300);
  return (await answer.json()) as Record<string, unknown>;
};

/** Every message that the simulator has, the newest first. */
export const simulatedMessages = async (recado: StartedRecado): Promise<SimulatedMessage[]> => {
  const messages: SimulatedMessage[] = [];
  let next: unknown = `/2010-04-01/Accounts/${recado.simulator.accountSid}/Messages.json?PageSize=1000`;
  while (typeof next === 'string') {
    const page = await ask(recado, next);
    messages.push(...(page['messages'] as SimulatedMessage[]));
    next = page['next_page_uri'];
  }
  return messages;
};

/** Creates contents, lets WhatsApp approve them, and imports them as templates of these names. */
export const importContents = async (
  recado: StartedRecado,
  contents: Record<string, Record<string, object>>,
): Promise<void> => {
  for (const [name, types] of Object.entries(contents)) {
    const variables = { '1': 'a', '2': 'b' };
    const { sid } = await ask(recado, '/v1/Content', { friendly_name: name, language: 'pt_BR', variables, types });
    await ask(recado, `/v1/Content/${String(sid)}/ApprovalRequests/whatsapp`, { name, category: 'UTILITY' });
  }
  const checkApproval = async () => {
    await recado.call('POST', '/templates/sync');
    const { data } = await recado.call<{ data: Template[] }>('GET', '/templates');
    const approved = data.filter(({ name, approval }) => name in contents && approval?.status === 'approved');
    expect(approved).toHaveLength(Object.keys(contents).length);
  };
  await vi.waitFor(checkApproval, { timeout: 20_000, interval: 500 });
};

type Template = { name: string; approval?: { status: string | null } };
