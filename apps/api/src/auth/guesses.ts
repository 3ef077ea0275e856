import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '@recado/messaging';
import { makeSemaphore } from '@recado/runtime';
import { makeGuessDelay } from './find-caller.ts';

type Options = { clock: () => Date; wait?: (ms: number) => Promise<unknown> };

type Guess = { address: string; account: string };

/** Each check takes 19 MiB and a core. */
const checksAtOnce = 2;
const longestLine = 10;

/**
 * Checks the passwords of one account one after the other, and waits longer after each that was wrong. It slows an
 * address down in the same way. A right password waits too, or its speed would tell that it is right.
 */
export const makeGuesses = ({ clock, wait = sleep }: Options) => {
  const ofAddress = makeGuessDelay({ clock });
  const ofAccount = makeGuessDelay({ clock });
  const lines = new Map<string, { last: Promise<unknown>; length: number }>();
  const checking = makeSemaphore(checksAtOnce);

  const guess = async <T>({ address, account }: Guess, check: () => Promise<T>): Promise<T> => {
    await wait(Math.max(ofAddress(address), ofAccount(account)));
    const leave = await checking();
    const right = await check().finally(leave);
    ofAddress.forgive(address);
    ofAccount.forgive(account);
    return right;
  };

  return async <T>(by: Guess, check: () => Promise<T>): Promise<T> => {
    const account = by.account.toLowerCase();
    const line = lines.get(account) ?? { last: Promise.resolve(), length: 0 };
    if (line.length >= longestLine)
      throw new Refusal('rate-limited', 'Too many passwords are tried for this account. Try again later');
    line.length += 1;
    lines.set(account, line);
    const leave = () => {
      line.length -= 1;
      if (line.length === 0) lines.delete(account);
    };
    const turn = line.last.then(() => guess({ ...by, account }, check)).finally(leave);
    line.last = turn.catch(() => undefined);
    return turn;
  };
};
