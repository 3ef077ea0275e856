import { Trans } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Campaign } from '@recado/contract';
import { useDeleteDraft } from '../api/drafts.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Failure } from '../parts/failure.tsx';
import { Row } from '../parts/page.tsx';

/** Nothing was sent from a draft, so one sentence is enough. */
export const DeleteDraft = ({ campaign: { id, name, recipients } }: { campaign: Campaign }) => {
  const [isOpen, setOpen] = useState(false);
  const navigate = useNavigate();
  const remove = useDeleteDraft();
  const confirm = () => remove.mutate(id, { onSuccess: () => void navigate({ to: '/campaigns', search: {} }) });
  return (
    <>
      <Button onPress={() => setOpen(true)}>
        <Trans>Delete draft…</Trans>
      </Button>
      <Dialog title={<Trans>Delete this draft?</Trans>} isOpen={isOpen} onClose={() => setOpen(false)}>
        <p>
          <Trans>
            The draft “<bdi>{name}</bdi>” and its list of {recipients} people are removed. Nothing was sent.
          </Trans>
        </p>
        {remove.error && <Failure error={remove.error} />}
        <Row>
          <Button onPress={() => setOpen(false)} autoFocus>
            <Trans>Keep it</Trans>
          </Button>
          <Button look="danger" onPress={confirm} isPending={remove.isPending}>
            <Trans>Delete the draft</Trans>
          </Button>
        </Row>
      </Dialog>
    </>
  );
};
