import { Unavailable } from '@recado/messaging';

const refuseAfter = (ms: number) => {
  let timer: NodeJS.Timeout | undefined;
  const refused = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  return { refused, [Symbol.dispose]: () => clearTimeout(timer) };
};

/**
 * Waits for the queue's answer so long and no longer; throws Unavailable. What was asked may still be done later, so
 * ask only for what may be done twice.
 */
export const within = async <T>(ms: number, work: () => Promise<T>): Promise<T> => {
  using patience = refuseAfter(ms);
  try {
    return await Promise.race([work(), patience.refused]);
  } catch (cause) {
    throw new Unavailable('queue', { cause });
  }
};
