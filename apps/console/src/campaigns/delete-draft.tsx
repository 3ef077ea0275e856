import { Trans } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import type { Campaign } from '@recado/contract';
import { useHideDraft } from '../api/deleted-drafts.ts';
import { Button } from '../parts/button.tsx';

/** Nothing was sent from a draft, and its deletion can be undone for ten seconds, so nobody is asked. */
export const DeleteDraft = ({ campaign: { id, name } }: { campaign: Campaign }) => {
  const navigate = useNavigate();
  const hide = useHideDraft();
  const remove = () => {
    hide({ id, name });
    void navigate({ to: '/campaigns', search: {} });
  };
  return (
    <Button onPress={remove}>
      <Trans>Delete draft</Trans>
    </Button>
  );
};
