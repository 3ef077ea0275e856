import { expect, it } from 'vitest';
import { makeDatabaseMemory } from '../src/index.ts';
import { onEachEngine } from './support/on-each-engine.ts';

onEachEngine(({ connect, engine }) => {
  it('remembers on Redis, for all processes, when the database was seen, and in the database itself nothing', async () => {
    const [one, other] = [makeDatabaseMemory(connect()), makeDatabaseMemory(connect())];
    expect(await other.recallSeen()).toBeUndefined();
    const at = new Date('2026-11-28T12:00:00.123Z');
    await one.rememberSeen(at);
    expect(await other.recallSeen()).toEqual(engine === 'redis' ? at : undefined);
  });
});
