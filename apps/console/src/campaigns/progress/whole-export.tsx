import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useSudo, useUser } from '../../api/session.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Field } from '../../parts/field.tsx';
import { Form } from '../../parts/form.tsx';
import { Row } from '../../parts/page.tsx';

/** Exports whole numbers, for people with the grant, who give a reason and their password. */
export const WholeExport = ({ id }: { id: string }) => {
  const { t } = useLingui();
  const { grants } = useUser();
  const [isOpen, setOpen] = useState(false);
  const sudo = useSudo();
  if (!grants.includes('whole_export')) return null;
  const submit = (textOf: (field: string) => string) => {
    const query = new URLSearchParams({ whole: 'true', reason: textOf('reason').trim() });
    sudo.mutate(textOf('password'), {
      onSuccess: () => {
        setOpen(false);
        location.assign(`/v1/campaigns/${id}/recipients.csv?${query}`);
      },
    });
  };
  return (
    <>
      <Button onPress={() => setOpen(true)}>
        <Trans>Export with whole numbers…</Trans>
      </Button>
      <Dialog title={<Trans>Export with whole numbers</Trans>} isOpen={isOpen} onClose={() => setOpen(false)}>
        <p>
          <Trans>The audit log keeps your name and the reason.</Trans>
        </p>
        <Form onSubmit={submit} error={sudo.error}>
          {sudo.error && <Failure error={sudo.error} />}
          <Field name="reason" label={t`Reason`} minLength={3} maxLength={200} isRequired />
          <Field name="password" type="password" label={t`Password`} autoComplete="current-password" isRequired />
          <Row>
            <Button type="submit" look="primary" isPending={sudo.isPending}>
              <Trans>Export</Trans>
            </Button>
            <Button onPress={() => setOpen(false)}>
              <Trans>Cancel</Trans>
            </Button>
          </Row>
        </Form>
      </Dialog>
    </>
  );
};
