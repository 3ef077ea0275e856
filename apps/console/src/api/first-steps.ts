import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { SyncedTemplates, UserList } from '@recado/contract';
import { call } from './call.ts';
import { templatesQuery } from './campaigns.ts';

/** Only administrators may ask. */
export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: ({ signal }) => call<UserList>('GET', '/users', { signal }),
});

/** Reads the templates of the Twilio account. */
export const useSyncTemplates = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call<SyncedTemplates>('POST', '/templates/sync'),
    onSettled: () => client.invalidateQueries({ queryKey: templatesQuery.queryKey }),
  });
};
