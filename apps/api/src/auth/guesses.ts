import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '@recado/messaging';
import { makeSemaphore } from '@recado/runtime';
import { delayAfter, makeGuessDelay } from './find-caller.ts';

type Options = {
  clock: () => Date;
  wait?: (ms: number) => Promise<unknown>;
  /** Counts over all processes: see the store. */
  countGuess: (account: string) => Promise<number>;
  forgiveGuess: (account: string) => Promise<void>;
};

type Guess = { address: string; account: string };

/** Each check takes 19 MiB and a core. */
const checksAtOnce = 2;
const longestLine = 10;
/** All people behind a proxy have one address, so it may fail more often than an account. */
const freeOfAddress = 50;

/**
 * Checks the passwords of one account one after the other, and waits longer after each that was wrong, whichever process
 * checked it. An address that guesses for many accounts is slowed down, too. A right password waits too, or its speed would tell that it is right.
 */
export const makeGuesses = ({ clock, wait = sleep, countGuess, forgiveGuess }: Options) => {
  const ofAddress = makeGuessDelay({ clock, free: freeOfAddress });
  const lines = new Map<string, { last: Promise<unknown>; length: number }>();
  const checking = makeSemaphore(checksAtOnce);

  const guess = async <T>({ address, account }: Guess, check: () => Promise<T>): Promise<T> => {
    await wait(Math.max(ofAddress(address), delayAfter(await countGuess(account))));
    const leave = await checking();
    const right = await check().finally(leave);
    ofAddress.forgive(address);
    await forgiveGuess(account);
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
