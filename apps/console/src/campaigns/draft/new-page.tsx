import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { FollowUpCondition } from '@recado/contract';
import { campaignQuery, useCreateCampaign } from '../../api/campaigns.ts';
import { useMay } from '../../api/session.ts';
import { Failure, Forbidden } from '../../parts/failure.tsx';
import { Page } from '../../parts/page.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { FollowUpFields } from './follow-up-fields.tsx';
import { MessageForm, type Content } from './message-form.tsx';

/**
 * The first step makes the draft. From then on it is on the server, and one may leave at any time. Going back leads to the page
 * before this one: an empty form would make a second draft.
 */
export const NewCampaignPage = () => {
  const { t } = useLingui();
  const { from } = useSearch({ from: '/shell/campaigns/new' });
  const mayWrite = useMay('campaigns:write');
  return (
    <Page title={from ? t`Follow up a campaign` : t`New campaign`}>
      {mayWrite ? from ? <FollowUp key={from} from={from} /> : <NewCampaign /> : <Forbidden scope="campaigns:write" />}
    </Page>
  );
};

const useCreate = () => {
  const create = useCreateCampaign();
  const [key] = useState(() => crypto.randomUUID());
  const start = ({ fallback, exclude, ...campaign }: Content) => ({
    ...campaign,
    ...(fallback && { fallback }),
    ...(exclude && { exclude }),
  });
  return { create, start, key: `${key}-${create.failureCount}` };
};

const NewCampaign = () => {
  const navigate = useNavigate();
  const { create, start, key } = useCreate();
  const save = (content: Content) =>
    create.mutate(
      { campaign: start(content), key },
      { onSuccess: ({ id }) => void navigate({ to: '/campaigns/$id/people', params: { id }, replace: true }) },
    );
  return (
    <MessageForm onSave={save} isPending={create.isPending} error={create.error}>
      <Trans>Save and go on to the people</Trans>
    </MessageForm>
  );
};

const daySeconds = 86_400;

/** A draft that begins with people of a campaign that has ended, by what happened to their message. */
const FollowUp = ({ from }: { from: string }) => {
  const navigate = useNavigate();
  const source = useQuery(campaignQuery(from));
  const { create, start, key } = useCreate();
  const [where, setWhere] = useState<FollowUpCondition[]>(['not_delivered']);
  if (source.isPending) return <Skeleton rows={6} />;
  if (!source.data) return <Failure error={source.error} onRetry={() => void source.refetch()} />;
  const save = (content: Content, textOf: (field: string) => string) => {
    const after = (Number(textOf('audience.after')) || 1) * daySeconds;
    create.mutate(
      { campaign: { ...start(content), audience: { from_campaign: from, where, after } }, key },
      { onSuccess: ({ id }) => void navigate({ to: '/campaigns/$id/when', params: { id }, replace: true }) },
    );
  };
  return (
    <MessageForm
      draft={source.data}
      onSave={save}
      isPending={create.isPending}
      error={create.error}
      more={<FollowUpFields source={source.data} where={where} onChange={setWhere} />}
    >
      <Trans>Copy the people and go on</Trans>
    </MessageForm>
  );
};
