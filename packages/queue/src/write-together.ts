import type { Redis } from 'ioredis';

type Connected = Pick<Redis, 'sendCommand'> & { stream?: Pick<Redis['stream'], 'cork' | 'uncork'> };

/**
 * Sends what a client is asked for in one turn of the event loop in one write: jobs that end together are a small command
 * each, and a system call costs more than the rest of it.
 */
export const writeTogether = (client: Connected): void => {
  const send = client.sendCommand.bind(client);
  let held: Connected['stream'];

  const release = () => {
    held?.uncork();
    held = undefined;
  };

  client.sendCommand = (...command) => {
    if (!held && client.stream) {
      held = client.stream;
      held.cork();
      setImmediate(release);
    }
    return send(...command);
  };
};
