import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Scope, Session, SessionList, SignIn, SignInWays } from '@recado/contract';
import { RecadoProblem } from '@recado/client';
import { call } from './call.ts';
import { deleteHiddenDrafts } from './deleted-drafts.ts';
import { sessionLostKey } from './query-client.ts';

export type User = Session['user'];

/** A session that ends while pages are open is a failure: they keep their work until the person signs in again. */
const readSession = async (known: Session | null | undefined): Promise<Session | null> => {
  try {
    return await call<Session>('GET', '/session');
  } catch (error) {
    if (!known && error instanceof RecadoProblem && error.status === 401) return null;
    throw error;
  }
};

const sessionKey = ['session'];

/** The session of this browser: null if nobody has signed in. */
export const sessionQuery = queryOptions({
  queryKey: sessionKey,
  queryFn: ({ client }) => readSession(client.getQueryData<Session | null>(sessionKey)),
  staleTime: 60_000,
});

const checkAfterMs = 2_000;

/** Reads the session soon after somebody types: a form says early that it cannot be saved, and not at its end. */
export const useSessionCheck = (): void => {
  const client = useQueryClient();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const check = () => {
      timer = undefined;
      if (client.getQueryData(sessionLostKey) === true) return;
      void client.query({ ...sessionQuery, staleTime: 0 }).catch(() => undefined);
    };
    const checkSoon = () => {
      timer ??= setTimeout(check, checkAfterMs);
    };
    addEventListener('input', checkSoon);
    return () => {
      clearTimeout(timer);
      removeEventListener('input', checkSoon);
    };
  }, [client]);
};

/** The person who signed in. Only pages inside the shell may ask. */
export const useUser = (): User => {
  const { data } = useQuery(sessionQuery);
  if (!data) throw new Error('Nobody has signed in');
  return data.user;
};

/** Rights that administrators have only by a grant. */
const byGrant = new Set<Scope>(['pii:read', 'pii:reveal', 'contacts:erase']);

export const useMay = (scope: Scope): boolean => {
  const { scopes } = useUser();
  return scopes.includes(scope) || (scopes.includes('admin') && !byGrant.has(scope));
};

/** After a sign-in, all pages that are open read their data again. */
export const useSignIn = () => {
  const client = useQueryClient();
  return useMutation({
    meta: { isSignIn: true },
    mutationFn: (credentials: SignIn) => call<Session>('POST', '/session', { body: credentials }),
    onSuccess: async () => {
      client.setQueryData(sessionLostKey, false);
      await client.invalidateQueries();
    },
  });
};

/** Keeps the language with the person, so that it is the same after a reload and in another browser. */
export const useKeepLanguage = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (locale: string) => call<unknown>('PATCH', '/session', { body: { locale } }),
    onSuccess: () => client.invalidateQueries({ queryKey: sessionQuery.queryKey }),
  });
};

export const useSignOut = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      await deleteHiddenDrafts(client);
      await call<void>('DELETE', '/session');
    },
    // The frame watches the session, so that stays known: without it, nobody would see that it is over.
    onSettled: () => {
      client.setQueryData(sessionQuery.queryKey, null);
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] || queryKey.length > 1 });
    },
  });
};

/** Gives the password again, for ten minutes. */
export const useSudo = () =>
  useMutation({
    meta: { isSignIn: true },
    mutationFn: (password: string) => call<void>('POST', '/session/sudo', { body: { password } }),
  });

export const waysQuery = queryOptions({
  queryKey: ['session', 'ways'],
  queryFn: () => call<SignInWays>('GET', '/session/ways'),
});

export const openSessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: () => call<SessionList>('GET', '/sessions'),
});
