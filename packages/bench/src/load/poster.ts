import { Pool } from 'undici';

export type Request = { path: string; headers: Record<string, string>; body: string };

/** Posts over kept-alive connections, at most `connections` of them. Throws at an answer that is not `expected`. */
export const makePoster = (url: string, { connections, expected }: { connections: number; expected: number }) => {
  const pool = new Pool(url, { connections, pipelining: 1 });
  const post = async ({ path, headers, body }: Request): Promise<void> => {
    const answer = await pool.request({ method: 'POST', path, headers, body });
    if (answer.statusCode === expected) return answer.body.dump();
    throw new Error(`${path} answered ${answer.statusCode}: ${await answer.body.text()}`);
  };
  return { post, [Symbol.asyncDispose]: () => pool.close() };
};
