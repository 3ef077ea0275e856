import type { Scope } from '@recado/contract';
import { newApiKey, type RecordedApiKey } from '@recado/messaging';
import { parseEnv } from '@recado/runtime';
import { createStore } from '@recado/store';
import { Config } from '../../src/config.ts';
import { environment, startApi } from './running-api.ts';

/** The record of a running API, and keys in it. */
export const openKeyStore = (url: string) => {
  const { databaseUrl, encryptionKeys, indexKey } = parseEnv(Config, environment(url));
  const store = createStore({ databaseUrl, encryptionKeys, indexKey });
  const makeKey = async (scopes: Scope[], rest: Partial<RecordedApiKey> = {}) => {
    const { key, hash, hint } = newApiKey();
    const id = crypto.randomUUID();
    await store.insertApiKey({ id, name: 'shop', hash, hint, scopes, createdAt: new Date(), ...rest });
    return { id, key };
  };
  return { store, makeKey, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
};

/** An API with a database of its own, and keys for it. */
export const startApiWithKeys = async (env: Record<string, string> = {}) => {
  await using stack = new AsyncDisposableStack();
  const api = stack.use(await startApi(env));
  const keys = stack.use(openKeyStore(api.databaseUrl));
  const running = stack.move();
  return { ...api, ...keys, [Symbol.asyncDispose]: () => running.disposeAsync() };
};
export type ApiWithKeys = Awaited<ReturnType<typeof startApiWithKeys>>;
