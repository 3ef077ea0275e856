import type { Family, Sample } from './exposition.ts';

type Read = () => readonly Sample[] | Promise<readonly Sample[]>;

/** Reading that takes longer is left out, so that the others are seen. */
const patienceMs = 2_000;

/** What is read when somebody looks. A reading that fails, or takes too long, has no samples. */
export const makeGauge = (name: string, help: string, read: Read) => {
  const readInTime = async (): Promise<readonly Sample[]> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<readonly Sample[]>((resolve) => {
      timer = setTimeout(resolve, patienceMs, []);
    });
    try {
      return await Promise.race([read(), late]);
    } catch {
      return [];
    } finally {
      clearTimeout(timer);
    }
  };
  return { family: async (): Promise<Family> => ({ name, help, type: 'gauge', samples: await readInTime() }) };
};
