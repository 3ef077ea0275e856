import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCampaignStore, type CampaignStore } from './support/campaign-store.ts';
import { inboundMessage, later, message } from './support/samples.ts';

let test: CampaignStore;
beforeAll(async () => {
  test = await openCampaignStore();
});
afterAll(() => test[Symbol.asyncDispose]());

const newPerson = () => test.people(1)[0]?.to ?? '';

/** Takes in messages in the order in which they come, such as `STOP 60` or, from Twilio's list, `START 3 listed`. */
const takeIn = async (to: string, messages: string) => {
  for (const each of messages.split(', ')) {
    const [word = '', seconds = '0', how] = each.split(' ');
    const wish = word === 'STOP' ? 'stop' : 'start';
    // Twilio's times are whole seconds.
    const receivedAt = later(Number(seconds) * 1_000 + (how ? 0 : 250));
    await test.store.insertInbound(inboundMessage(to, { wish, receivedAt, ...(how && { isListed: true }) }));
  }
};

it.each([
  ['STOP 0, START 1', 'created'],
  ['START 0, STOP 1', 'excluded'],
  // The clock was set back.
  ['START 600, STOP 0', 'excluded'],
  ['STOP 600, START 0', 'created'],
  ['START 900, STOP 600, START 0', 'created'],
  // The webhook of one was lost.
  ['START 0, STOP 60 listed', 'excluded'],
  ['START 60, STOP 0 listed', 'created'],
  ['STOP 60, START 0 listed', 'excluded'],
  ['STOP 0, START 60 listed', 'created'],
  ['STOP 0 listed, START 60 listed', 'created'],
  ['STOP 0 listed, START 0 listed', 'created'],
  ['START 0 listed, STOP 0 listed', 'excluded'],
  ['START 0 listed, STOP 1 listed', 'excluded'],
  ['STOP 0, START 3 listed, START 7 listed', 'created'],
  // Nobody can say which was last.
  ['START 3, STOP 0 listed', 'excluded'],
  ['STOP 0, START 3 listed', 'excluded'],
])('after %s a message to the person is %s', async (messages, kind) => {
  const to = newPerson();
  await takeIn(to, messages);
  expect(await test.store.insertMessage(message({ to }))).toMatchObject({ kind });
});
