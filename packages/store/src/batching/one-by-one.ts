import { DatabaseError } from 'pg';

/** Data exceptions, constraints, and locks not got: they are of one call, or go away when each runs alone. */
const ofOneCall = /^(22|23|40|55P03)/;

const mayBeOfOne = (error: unknown) => error instanceof DatabaseError && ofOneCall.test(error.code ?? '');

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));

/** Runs calls together, or each alone when together they fail because of one: no call fails for another's sake. */
export const oneByOneOnFailure =
  <Call, Answer>(run: (calls: readonly Call[]) => Promise<(Answer | Error)[]>) =>
  async (calls: readonly Call[]): Promise<(Answer | Error)[]> => {
    try {
      return await run(calls);
    } catch (error) {
      if (calls.length === 1 || !mayBeOfOne(error)) throw error;
    }
    const answers: (Answer | Error)[] = [];
    for (const call of calls) answers.push(...(await run([call]).catch((error: unknown) => [asError(error)])));
    return answers;
  };
