import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Campaign } from '@recado/contract';
import { useControlCampaign } from '../api/campaigns.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Failure } from '../parts/failure.tsx';
import { Field } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import { Row } from '../parts/page.tsx';
import { Written } from '../parts/written-text.tsx';

type Props = { campaign: Campaign; isOpen: boolean; onClose: () => void };

/** Canceling cannot be undone, so the name of the campaign is typed. */
export const CancelDialog = ({ campaign: { id, name, progress }, isOpen, onClose }: Props) => {
  const { t } = useLingui();
  const control = useControlCampaign(id);
  const [typed, setTyped] = useState('');
  const waiting = (progress?.by_status.pending ?? 0) + (progress?.by_status.accepted ?? 0);
  const submit = () => {
    if (typed.trim() === name.trim()) control.mutate('cancel', { onSuccess: onClose });
  };
  return (
    <Dialog title={<Trans>Cancel this campaign?</Trans>} isOpen={isOpen} onClose={onClose}>
      <p>
        <Plural
          value={waiting}
          _0="Nobody waits any more. Messages that were sent stay sent. This cannot be undone."
          one="# person who waits will get nothing. Messages that were sent stay sent. This cannot be undone."
          other="# people who wait will get nothing. Messages that were sent stay sent. This cannot be undone."
        />
      </p>
      {control.error && <Failure error={control.error} />}
      <Form onSubmit={submit}>
        <Field
          label={
            <Trans>
              Type the name of the campaign: <Written text={name} />
            </Trans>
          }
          aria-label={t`Name of the campaign`}
          value={typed}
          onChange={setTyped}
          autoComplete="off"
        />
        <Row>
          <Button type="submit" look="danger" isDisabled={typed.trim() !== name.trim()} isPending={control.isPending}>
            <Trans>Cancel the campaign</Trans>
          </Button>
          <Button onPress={onClose}>
            <Trans>Keep it</Trans>
          </Button>
        </Row>
      </Form>
    </Dialog>
  );
};
