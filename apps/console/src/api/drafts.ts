import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Campaign } from '@recado/contract';
import { campaignKey } from './campaigns.ts';
import { call } from './call.ts';

/** Makes a draft with the settings of a campaign, but without its people. */
export const useCopyCampaign = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call<Campaign>('POST', `/campaigns/${id}/copy`, { body: {} }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['campaigns'] }),
  });
};

export const useDeleteDraft = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call<void>('DELETE', `/campaigns/${id}`),
    onSuccess: (_nothing, id) => {
      client.removeQueries({ queryKey: campaignKey(id) });
      return client.invalidateQueries({ queryKey: ['campaigns'] });
    },
  });
};
