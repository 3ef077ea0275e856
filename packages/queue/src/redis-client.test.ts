import { Command } from 'ioredis';
import { expect, it } from 'vitest';
import { writeTogether } from './redis-client.ts';

/** A connection that notes what happens to it. */
const connection = (log: string[], name: string) => ({
  cork: () => void log.push(`${name} holds back`),
  uncork: () => void log.push(`${name} writes`),
});

const world = () => {
  const log: string[] = [];
  const client = {
    stream: connection(log, 'first'),
    sendCommand: ({ name }: Command) => log.push(name),
  };
  writeTogether(client);
  const ask = (...names: string[]) => names.map((name) => client.sendCommand(new Command(name)));
  return { log, client, ask };
};

const turnOver = () => new Promise(setImmediate);

it('writes the commands of one turn of the event loop together, and those of the next by themselves', async () => {
  const { log, ask } = world();
  ask('get', 'set');
  await Promise.resolve();
  ask('del');
  await turnOver();
  ask('ping');
  await turnOver();
  expect(log).toEqual([
    'first holds back',
    'get',
    'set',
    'del',
    'first writes',
    'first holds back',
    'ping',
    'first writes',
  ]);
});

it('closes a connection that was lost during the wait', async () => {
  const { log, client, ask } = world();
  ask('get');
  client.stream = connection(log, 'second');
  await turnOver();
  ask('set');
  await turnOver();
  expect(log).toEqual(['first holds back', 'get', 'first writes', 'second holds back', 'set', 'second writes']);
});

it('answers what the command is answered', () => {
  const { ask } = world();
  expect(ask('get')).toEqual([2]);
});
