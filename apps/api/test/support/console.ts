import type { Grant, Role } from '@recado/contract';
import { Invited, Session } from '@recado/contract';
import { inviteUser } from '@recado/messaging';
import { expect } from 'vitest';
import { startApiWithKeys } from './key-store.ts';
import { request, type Answer } from './running-api.ts';

export const consoleUrl = 'https://console.example.com';
export const password = 'three quiet green horses';

/** The headers that a page of the console sends. */
export const fromConsole = { 'sec-fetch-site': 'same-origin', 'x-recado-console': '1' };

type Send = { body?: unknown; headers?: Record<string, string> };

/** A browser with the console open. It keeps the session's cookie. */
export const openBrowser = (url: string) => {
  let cookie: string | undefined;
  const send = async (method: string, path: string, { body, headers = {} }: Send = {}): Promise<Answer> => {
    const answer = await request(url + path, method, {
      ...(body !== undefined && { body }),
      headers: { ...fromConsole, ...(cookie !== undefined && { cookie }), ...headers },
    });
    const [set] = answer.headers.getSetCookie();
    if (set !== undefined) cookie = set.slice(0, set.indexOf(';'));
    return answer;
  };
  return {
    send,
    cookie: () => cookie,
    signIn: (email: string, secret = password) => send('POST', '/v1/session', { body: { email, password: secret } }),
    sudo: () => send('POST', '/v1/session/sudo', { body: { password } }),
  };
};

/** An API with a console, and people who are signed in to it. */
export const startConsole = async (env: Record<string, string> = {}) => {
  await using stack = new AsyncDisposableStack();
  const api = stack.use(await startApiWithKeys({ CONSOLE_URL: consoleUrl, ...env }));
  const { store } = api;
  let people = 0;

  /** A person of a role, in a browser of their own. */
  const enter = async (role: Role, grants: Grant[] = []) => {
    const email = `${role}${(people += 1)}@example.com`;
    const by = { actor: { name: 'recado cli' } };
    const { token } = await inviteUser({ ...store, clock: () => new Date() }, { email, role, grants }, by);
    const browser = openBrowser(api.url);
    const body = { token, name: `${role} ${people}`, password };
    const accepted = await browser.send('POST', '/v1/invites/accept', { body });
    expect(accepted.status, accepted.text).toBe(201);
    return { ...browser, email, token, user: Session.parse(accepted.body).user };
  };

  const running = stack.move();
  return { ...api, enter, [Symbol.asyncDispose]: () => running.disposeAsync() };
};
export type RunningConsole = Awaited<ReturnType<typeof startConsole>>;

export const tokenIn = (answer: Answer): string => new URL(Invited.parse(answer.body).link).hash.slice(1);
