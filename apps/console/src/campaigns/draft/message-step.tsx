import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { previewQuery, useChangeCampaign } from '../../api/campaigns.ts';
import { Notice } from '../../parts/notice.tsx';
import { Card } from '../../parts/page.tsx';
import { PhonePreview } from '../../parts/phone-preview.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { useCampaign } from '../campaign-page.tsx';
import { EmptyAudience } from './empty-audience.tsx';
import { MessageForm, type Content } from './message-form.tsx';
import { Written } from '../../parts/written-text.tsx';

/** The message of a campaign: to be changed in a draft without people, and to be read ever after. */
export const MessageStep = () => {
  const campaign = useCampaign();
  const navigate = useNavigate();
  const change = useChangeCampaign(campaign.id);
  if (campaign.status !== 'draft' || campaign.recipients > 0) return <FixedMessage />;
  const save = (content: Content) =>
    change.mutate(content, {
      onSuccess: ({ id }) => void navigate({ to: '/campaigns/$id/people', params: { id } }),
    });
  return (
    <MessageForm draft={campaign} onSave={save} isPending={change.isPending} error={change.error}>
      <Trans>Save and go on to the people</Trans>
    </MessageForm>
  );
};

/** The people of the file were checked against this content, so it cannot change under them. */
const FixedMessage = () => {
  const { id, status, template, language, channel, recipients } = useCampaign();
  const preview = useQuery({ ...previewQuery(id, undefined), enabled: recipients > 0 });
  return (
    <Card>
      {status === 'draft' && (
        <Notice action={<EmptyAudience id={id} />}>
          <Trans>
            The message cannot change while the campaign has people, because their rows were checked for it.
          </Trans>
        </Notice>
      )}
      <p>
        <Written text={template} /> · {language}
      </p>
      {preview.isLoading ? (
        <Skeleton rows={1} height={160} />
      ) : (
        <PhonePreview text={preview.data?.text} content={preview.data?.content} channel={channel} />
      )}
    </Card>
  );
};
