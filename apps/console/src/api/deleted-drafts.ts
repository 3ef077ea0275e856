import { RecadoProblem } from '@recado/client';
import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { call, isMissing } from './call.ts';
import { campaignKey } from './campaigns.ts';

/** A draft that is hidden, and deleted when its time is over. */
export type DeletedDraft = { id: string; name: string; error?: Error };

const key = ['deleted-drafts'];

/** Drafts whose deletion can still be undone, or has failed. */
export const useDeletedDrafts = (): DeletedDraft[] => {
  const { data } = useQuery<DeletedDraft[]>({ queryKey: key, enabled: false, initialData: [] });
  return data;
};

const change = (client: QueryClient, to: (drafts: DeletedDraft[]) => DeletedDraft[]): void => {
  client.setQueryData<DeletedDraft[]>(key, (drafts = []) => to(drafts));
};

/** Hides a draft. It is deleted ten seconds later, or when the page is left, unless that is undone. */
export const useHideDraft = () => {
  const client = useQueryClient();
  return (draft: DeletedDraft) => change(client, (drafts) => [...drafts.filter(({ id }) => id !== draft.id), draft]);
};

export const useKeepDraft = () => {
  const client = useQueryClient();
  return (kept: string) => change(client, (drafts) => drafts.filter(({ id }) => id !== kept));
};

export const useDeleteDraft = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id }: DeletedDraft) =>
      call<void>('DELETE', `/campaigns/${id}`).catch((error: unknown) => {
        if (!isMissing(error)) throw error;
      }),
    onSuccess: async (_nothing, { id }) => {
      await client.invalidateQueries({ queryKey: ['campaigns'] });
      client.removeQueries({ queryKey: campaignKey(id) });
      change(client, (drafts) => drafts.filter((draft) => draft.id !== id));
    },
    // Without a session the draft is shown again: the person signs in first.
    onError: (error, { id, name }) =>
      change(client, (drafts) =>
        drafts.flatMap((draft) => {
          if (draft.id !== id) return [draft];
          return error instanceof RecadoProblem && error.status === 401 ? [] : [{ id, name, error }];
        }),
      ),
  });
};

/** Deletes what waits for its time now, for example before the session ends. */
export const deleteHiddenDrafts = async (client: QueryClient): Promise<void> => {
  const drafts = client.getQueryData<DeletedDraft[]>(key) ?? [];
  await Promise.allSettled(drafts.map(({ id }) => call<void>('DELETE', `/campaigns/${id}`)));
};

/** Deletes what was to be deleted when the page is closed: the request outlives the page. */
export const useDeleteOnLeave = (drafts: readonly DeletedDraft[]): void => {
  useEffect(() => {
    const leave = () => {
      for (const { id, error } of drafts)
        if (!error)
          void fetch(`/v1/campaigns/${id}`, {
            method: 'DELETE',
            headers: { 'X-Recado-Console': '1' },
            keepalive: true,
          });
    };
    addEventListener('pagehide', leave);
    return () => removeEventListener('pagehide', leave);
  }, [drafts]);
};
