import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCreateCampaign } from '../../api/campaigns.ts';
import { useMay } from '../../api/session.ts';
import { Notice } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { missingScopes } from '../../words/roles.ts';
import { MessageForm, type Content } from './message-form.tsx';

/** The first step makes the draft. From then on it is on the server, and one may leave at any time. */
export const NewCampaignPage = () => {
  const { t, i18n } = useLingui();
  const navigate = useNavigate();
  const create = useCreateCampaign();
  const mayWrite = useMay('campaigns:write');
  const [key] = useState(() => crypto.randomUUID());
  const missing = missingScopes['campaigns:write'];
  const save = (content: Content) => {
    const { fallback, ...campaign } = content;
    create.mutate(
      { campaign: { ...campaign, ...(fallback && { fallback }) }, key: `${key}-${create.failureCount}` },
      { onSuccess: ({ id }) => void navigate({ to: '/campaigns/$id/people', params: { id } }) },
    );
  };
  return (
    <Page title={t`New campaign`}>
      {mayWrite ? (
        <MessageForm onSave={save} isPending={create.isPending} error={create.error}>
          <Trans>Save and go on to the people</Trans>
        </MessageForm>
      ) : (
        <Notice tone="warn">{missing && i18n._(missing)}</Notice>
      )}
    </Page>
  );
};
