import type { Grant, Invited, Role } from '@recado/contract';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { openChromium, openTab } from './browser.ts';
import { acceptInvite, becomeAdmin, password, startRecado, type StartedRecado } from './started-recado.ts';

export type Tab = Awaited<ReturnType<typeof openTab>>;
type Look = Parameters<typeof openTab>[2];

/** A Recado and a browser. The first administrator has signed in to its tab. */
export type Console = { recado: StartedRecado; browser: Browser; tab: Tab };

type Options = {
  /** Runs once, before the first test. */
  prepare?: (started: Console) => Promise<unknown>;
  /** False leaves the invite of the first administrator open. */
  hasAdmin?: boolean;
};

/** Starts a Recado and a browser for the tests of one `describe`. They can read its fields, and `prepare` can too. */
export const useConsole = ({ prepare, hasAdmin = true }: Options = {}): Console => {
  const stack = new AsyncDisposableStack();
  const started = {} as Console;
  beforeAll(async () => {
    const browser = await openChromium();
    stack.defer(() => browser.close());
    const recado = stack.use(await startRecado());
    const tab = await openTab(browser, recado.url);
    if (hasAdmin) await becomeAdmin(tab.page, recado);
    Object.assign(started, { recado, browser, tab });
    await prepare?.(started);
  });
  afterAll(() => stack.disposeAsync());
  return started;
};

/** Another tab of the person who has signed in to `tab`. */
export const openSecondTab = async ({ recado, browser, tab }: Console, url = recado.url, look?: Look): Promise<Tab> => {
  const second = await openTab(browser, url, look);
  await second.context.addCookies(await tab.context.cookies());
  return second;
};

/** The tab of another person, who was invited and has signed in. */
export const openTabOf = async (used: Console, name: string, role: Role, grants: Grant[] = []): Promise<Tab> => {
  const { recado, browser, tab } = used;
  await askAsPage(tab.page, 'POST', '/session/sudo', { password });
  const email = `${name.toLowerCase()}@example.com`;
  const invited = await askAsPage(tab.page, 'POST', '/users/invites', { email, role, grants });
  const other = await openTab(browser, recado.url);
  await other.page.goto((invited.body as Invited).link);
  await acceptInvite(other.page, name);
  await other.page.getByRole('heading', { name: `Hello, ${name}` }).waitFor();
  return other;
};

/** Asks the API as the page itself does: with the session's cookie and the console's header. */
export const askAsPage = (page: Page, method: string, path: string, body?: object) =>
  page.evaluate(
    async ([verb, url, text]) => {
      const answer = await fetch(url, {
        method: verb,
        headers: { 'X-Recado-Console': '1', ...(text !== undefined && { 'Content-Type': 'application/json' }) },
        ...(text !== undefined && { body: text }),
      });
      return { status: answer.status, body: JSON.parse((await answer.text()) || '{}') as unknown };
    },
    [method, `/v1${path}`, body && JSON.stringify(body)] as const,
  );
