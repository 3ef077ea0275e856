import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { Campaign } from '@recado/contract';
import { useControlCampaign, useCopyCampaign } from '../api/campaigns.ts';
import { useMay } from '../api/session.ts';
import { Button, ButtonLink } from '../parts/button.tsx';
import { Failure } from '../parts/failure.tsx';
import { Row } from '../parts/page.tsx';
import { areShortcutsOn, isTyping } from '../preferences/shortcuts.ts';
import { CancelDialog } from './cancel-dialog.tsx';
import { DeleteDraft } from './delete-draft.tsx';

/** Lists what can be done with a campaign now. Pausing needs no confirmation, because it can be undone. */
export const CampaignActions = ({ campaign }: { campaign: Campaign }) => {
  const mayLaunch = useMay('campaigns:launch');
  const mayWrite = useMay('campaigns:write');
  const { status } = campaign;
  const isMoving = status === 'running' || status === 'paused' || status === 'scheduled';
  const isOver = status === 'completed' || status === 'canceled';
  return (
    <Row>
      {mayLaunch && isMoving && <PauseButton campaign={campaign} />}
      {mayLaunch && isMoving && <CancelButton campaign={campaign} />}
      {mayWrite && isOver && (
        <ButtonLink to="/campaigns/new" search={{ from: campaign.id }}>
          <Trans>Follow up…</Trans>
        </ButtonLink>
      )}
      {mayWrite && <CopyButton id={campaign.id} />}
      {mayWrite && status === 'draft' && <DeleteDraft campaign={campaign} />}
    </Row>
  );
};

const PauseButton = ({ campaign: { id, status } }: { campaign: Campaign }) => {
  const control = useControlCampaign(id);
  const verb = status === 'paused' ? 'resume' : 'pause';
  const { mutate, isPending, error } = control;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat;
      if (event.key === 'p' && isPlain && areShortcutsOn() && !isTyping(event.target)) mutate(verb);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [mutate, verb]);
  return (
    <>
      {error && <Failure error={error} />}
      <Button look={verb === 'resume' ? 'primary' : 'plain'} onPress={() => mutate(verb)} isPending={isPending}>
        {verb === 'resume' ? <Trans>Resume</Trans> : <Trans>Pause</Trans>} <kbd aria-hidden>p</kbd>
      </Button>
    </>
  );
};

const CancelButton = ({ campaign }: { campaign: Campaign }) => {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onPress={() => setOpen(true)}>
        <Trans>Cancel campaign…</Trans>
      </Button>
      <CancelDialog campaign={campaign} isOpen={isOpen} onClose={() => setOpen(false)} />
    </>
  );
};

const CopyButton = ({ id }: { id: string }) => {
  const { t } = useLingui();
  const navigate = useNavigate();
  const copy = useCopyCampaign();
  const start = () =>
    copy.mutate(id, {
      onSuccess: (draft) => void navigate({ to: '/campaigns/$id/message', params: { id: draft.id } }),
    });
  return (
    <>
      {copy.error && <Failure error={copy.error} />}
      <Button onPress={start} isPending={copy.isPending} aria-label={t`Copy this campaign as a draft without people`}>
        <Trans>Copy</Trans>
      </Button>
    </>
  );
};
