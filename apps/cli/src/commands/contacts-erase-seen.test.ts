import { RecadoProblem } from '@recado/client';
import type { Contact, ErasedContact } from '@recado/contract';
import { expect, test } from 'vitest';
import { exitCodeOf } from '../failure.ts';
import { eraseSeen } from './contacts.ts';

const phone = '+5511987650001';
const counts = { messages: 1, campaigns: 0, inbound: 0, consents: 0 };
const contact: Contact = {
  phone,
  whatsapp_ids: [],
  messages: { total: 1, by_channel: { sms: { sent: 1 } } },
  inbound: 0,
  campaigns: 0,
  consents: [],
  opt_outs: [],
};

/** Someone at a terminal who answers so; nobody without an answer. */
const makeSession = (answer?: boolean, get: () => Promise<Contact> = async () => contact) => {
  const done: string[] = [];
  const ask = async (): Promise<boolean> => {
    done.push('asked');
    return answer === true;
  };
  const erase = async (): Promise<ErasedContact> => {
    done.push('erased');
    return { phone, erased: counts };
  };
  const screen = { note: (line: string) => done.push(line.split('\n')[0] ?? ''), ...(answer !== undefined && { ask }) };
  return { deps: { contacts: { get, erase }, screen }, done };
};

test('what is held is shown before it asks, and erased after a yes', async () => {
  const { deps, done } = makeSession(true);
  expect(await eraseSeen(deps, phone, { yes: false })).toMatchObject({ erased: counts });
  expect(done).toEqual([`phone      ${phone}`, 'asked', 'erased']);
});

test('nothing is erased after a no', async () => {
  const { deps, done } = makeSession(false);
  expect(await eraseSeen(deps, phone, { yes: false })).toBeUndefined();
  expect(done).not.toContain('erased');
});

test('with a yes beforehand nobody is asked', async () => {
  const { deps, done } = makeSession();
  await eraseSeen(deps, phone, { yes: true });
  expect(done).toEqual(['erased']);
});

test('with nobody to ask it is a mistake of the command line, and nothing is erased', async () => {
  const { deps, done } = makeSession();
  const error: unknown = await eraseSeen(deps, phone, { yes: false }).catch((thrown: unknown) => thrown);
  expect(exitCodeOf(error)).toBe(2);
  expect(done).toEqual([]);
});

test.each(['not-found', 'forbidden'])('what cannot be shown (%s) can be erased still, if one wants', async (type) => {
  const { deps, done } = makeSession(true, () => Promise.reject(new RecadoProblem({ status: 404, type, title: 'no' })));
  await eraseSeen(deps, phone, { yes: false });
  expect(done).toEqual([`The data cannot be shown: 404 ${type}: no.`, 'asked', 'erased']);
});

test('a number that is none is not asked about', async () => {
  const { deps, done } = makeSession(true, () =>
    Promise.reject(new RecadoProblem({ status: 422, type: 'invalid-request', title: 'no number' })),
  );
  await expect(eraseSeen(deps, phone, { yes: false })).rejects.toThrow('no number');
  expect(done).toEqual([]);
});
