import type { Simulator } from '@recado/testing/servers';
import { twilioFaults } from './faults.ts';

/** A message that Twilio made. */
export type Created = { sid: string; messageId: string; status: string; at: string };

type Line = { sid: string; status: string; status_callback: string; created_at: string };

const messageIdIn = /\/status\/([0-9a-f-]{36})/;

const createdOf = (line: string): Created => {
  const { sid, status, status_callback, created_at } = JSON.parse(line) as Line;
  return { sid, status, at: created_at, messageId: messageIdIn.exec(status_callback)?.[1] ?? status_callback };
};

/** All that Twilio ever made, and by the callback's address for which message of ours. */
export const readCreated = async ({ url }: Simulator): Promise<Created[]> => {
  const answer = await fetch(`${url}/simulator/messages`);
  const text = await answer.text();
  return text.split('\n').filter(Boolean).map(createdOf);
};

/** Lets go wrong at Twilio what can. */
export const loosenFaults = async ({ url }: Simulator, seed: number): Promise<void> => {
  const answer = await fetch(`${url}/simulator/faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...twilioFaults, seed }),
  });
  if (!answer.ok) throw new Error(`the simulator does not take these faults: ${await answer.text()}`);
};

export const listTexts = ['rendered', 'placeholders', 'empty', 'trimmed', 'footer'] as const;

/** Makes Twilio's list show texts in this way. */
export const changeListTexts = async ({ url }: Simulator, texts: (typeof listTexts)[number]): Promise<void> => {
  const answer = await fetch(`${url}/simulator/list`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ texts }),
  });
  if (!answer.ok) throw new Error(`the simulator does not take this: ${await answer.text()}`);
};

/** Returns how often each fault happened. */
export const readFaultCounts = async ({ url }: Simulator): Promise<Record<string, number>> => {
  const stats = (await (await fetch(`${url}/simulator/stats`)).json()) as { by_fault: Record<string, number> };
  return stats.by_fault;
};

/** Sends the shop a message as a person does. */
export const writeToShop = async ({ url }: Simulator, person: string, body: string): Promise<void> => {
  const answer = await fetch(`${url}/simulator/inbound`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ from: `whatsapp:${person}`, to: 'whatsapp:+551150289876', body }),
  });
  if (!answer.ok) throw new Error(`the simulator does not take this: ${await answer.text()}`);
};
