import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Sender } from '@recado/contract';
import { useChangeSender } from '../api/operations.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Failure } from '../parts/failure.tsx';
import { Field } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import { Row } from '../parts/page.tsx';
import { Written } from '../parts/written-text.tsx';

type Props = { sender: Sender; waiting: number };

/** Pauses a sender after a sentence, resumes it at once, and changes its rate and its limit of people. */
export const ChangeSender = ({ sender, waiting }: Props) => {
  const [open, setOpen] = useState<'pause' | 'rate'>();
  const change = useChangeSender(sender.id);
  const close = () => setOpen(undefined);
  return (
    <Row>
      {sender.paused ? (
        <Button look="primary" onPress={() => change.mutate({ paused: false })} isPending={change.isPending}>
          <Trans>Resume</Trans>
        </Button>
      ) : (
        <Button onPress={() => setOpen('pause')}>
          <Trans>Pause…</Trans>
        </Button>
      )}
      <Button onPress={() => setOpen('rate')}>
        <Trans>Rate…</Trans>
      </Button>
      {change.error && <Failure error={change.error} />}
      <PauseDialog sender={sender} waiting={waiting} isOpen={open === 'pause'} onClose={close} />
      <RateDialog sender={sender} isOpen={open === 'rate'} onClose={close} />
    </Row>
  );
};

type DialogProps = { sender: Sender; isOpen: boolean; onClose: () => void };

const PauseDialog = ({ sender: { id }, waiting, isOpen, onClose }: DialogProps & { waiting: number }) => {
  const change = useChangeSender(id);
  const pause = () => change.mutate({ paused: true }, { onSuccess: onClose });
  return (
    <Dialog
      title={
        <Trans>
          Pause <Written text={id} />?
        </Trans>
      }
      isOpen={isOpen}
      onClose={onClose}
    >
      <p>
        <Plural
          value={waiting}
          _0="No message waits in its queue. New ones wait until somebody resumes the sender."
          one="# message waits in its queue. It waits until somebody resumes the sender."
          other="# messages wait in its queue. They wait until somebody resumes the sender."
        />
      </p>
      {change.error && <Failure error={change.error} />}
      <Row>
        <Button onPress={onClose} autoFocus>
          <Trans>Keep it</Trans>
        </Button>
        <Button look="danger" onPress={pause} isPending={change.isPending}>
          <Trans>Pause the sender</Trans>
        </Button>
      </Row>
    </Dialog>
  );
};

const RateDialog = ({ sender: { id, mps, daily_limit: limit }, isOpen, onClose }: DialogProps) => {
  const { t } = useLingui();
  const change = useChangeSender(id);
  const submit = (textOf: (field: string) => string) => {
    const people = textOf('daily_limit').trim();
    change.mutate(
      { mps: Number(textOf('mps').replace(',', '.')), daily_limit: people === '' ? null : Number(people) },
      { onSuccess: onClose },
    );
  };
  return (
    <Dialog
      title={
        <Trans>
          Rate of <Written text={id} />
        </Trans>
      }
      isOpen={isOpen}
      onClose={onClose}
    >
      <Form onSubmit={submit} error={change.error}>
        {change.error && <Failure error={change.error} />}
        <Field
          name="mps"
          label={t`Messages a second (SMS: segments)`}
          inputMode="decimal"
          defaultValue={String(mps)}
          isRequired
        />
        <Field
          name="daily_limit"
          label={t`Most people in 24 hours`}
          hint={t`Empty: the limit that WhatsApp sets`}
          inputMode="numeric"
          defaultValue={limit === null ? '' : String(limit)}
        />
        <Row>
          <Button type="submit" look="primary" isPending={change.isPending}>
            <Trans>Save</Trans>
          </Button>
          <Button onPress={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </Row>
      </Form>
    </Dialog>
  );
};
