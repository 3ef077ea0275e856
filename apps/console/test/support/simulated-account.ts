import { patienceMs } from '@recado/testing';
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

/** The values for the placeholders of its content that the simulator received with the newest message to a number. */
export const receivedValues = async (recado: StartedRecado, number: string): Promise<Record<string, string>> => {
  const to = encodeURIComponent(`whatsapp:${number}`);
  const lines = (await (await fetch(`${recado.simulator.url}/simulator/messages?to=${to}`)).text()).trim().split('\n');
  const { content_variables: values } = JSON.parse(lines.at(-1) ?? '{}') as { content_variables: string };
  return JSON.parse(values) as Record<string, string>;
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
  const countApproved = async () => {
    await recado.call('POST', '/templates/sync');
    const { data } = await recado.call<{ data: Template[] }>('GET', '/templates');
    return data.filter(({ name, approval }) => name in contents && approval?.status === 'approved').length;
  };
  // It is called by hooks, where Vitest has no `expect.poll`.
  const areApproved = async () => expect(await countApproved()).toBe(Object.keys(contents).length);
  await vi.waitFor(areApproved, { timeout: patienceMs, interval: 500 });
};

type Template = { name: string; approval?: { status: string | null } };
