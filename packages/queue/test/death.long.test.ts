import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { startProcess } from '@recado/testing';
import { expect, it } from 'vitest';
import { makeProducer } from '../src/index.ts';
import { onEachEngine } from './support/on-each-engine.ts';
import { recordHandled, startConsumer } from './support/start-consumer.ts';

const hangingConsumer = fileURLToPath(new URL('./support/hanging-consumer.ts', import.meta.url));

onEachEngine(({ connect, newSender, place }) => {
  it('hands the message of a killed process to another one within 20 s', async () => {
    const [sender, messageId] = [newSender(), randomUUID()];
    await makeProducer(connect()).enqueueAll([{ messageId, senderId: sender }]);
    await using dying = startProcess(hangingConsumer, {}, [JSON.stringify(place()), sender]);
    await expect(dying.ready()).resolves.toMatchObject({ messageId });
    const { handle, ids } = recordHandled();
    startConsumer(connect(), { sender, handle });
    await dying.kill('SIGKILL');
    await expect.poll(ids, { timeout: 20_000, interval: 100 }).toEqual([messageId]);
  });
});
