import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useChangeCampaign } from '../../api/campaigns.ts';
import { useUser } from '../../api/session.ts';
import { Button } from '../../parts/button.tsx';
import { Field } from '../../parts/field.tsx';
import { Form } from '../../parts/form.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Options } from '../../parts/options.tsx';
import { Card } from '../../parts/page.tsx';
import { sayProblem } from '../../words/problems.ts';
import { useCampaign } from '../campaign-page.tsx';
import { Written } from '../../parts/written-text.tsx';

/** Marketing goes only to people who agreed: by the ledger, or because the sender of the campaign states it. */
export const ConsentStep = () => {
  const { t, i18n } = useLingui();
  const { id, consent, status } = useCampaign();
  const { name } = useUser();
  const navigate = useNavigate();
  const change = useChangeCampaign(id);
  const [basis, setBasis] = useState(consent ? 'stated' : 'ledger');
  const submit = (textOf: (field: string) => string) => {
    const stated = { source: textOf('consent.source'), evidence: textOf('consent.evidence') };
    change.mutate(
      { consent: basis === 'stated' ? stated : null },
      { onSuccess: () => void navigate({ to: '/campaigns/$id/review', params: { id } }) },
    );
  };
  if (status !== 'draft') return null;
  return (
    <Form onSubmit={submit} error={change.error}>
      {change.error && <Notice tone="bad">{sayProblem(i18n, change.error)}</Notice>}
      <Card title={<Trans>Who has agreed to marketing?</Trans>}>
        <Options
          label={t`Who has agreed to marketing?`}
          name="basis"
          value={basis}
          onChange={setBasis}
          options={[
            { value: 'ledger', label: t`Only people whose consent is in the ledger. The others get nothing.` },
            { value: 'stated', label: t`I state that all people of the file agreed.` },
          ]}
        />
        {basis === 'stated' && (
          <>
            <Notice tone="warn">
              <Trans>
                At the launch this is written to the consent ledger of each person, under the name{' '}
                <Written text={name} />. A refusal that is in the ledger still counts.
              </Trans>
            </Notice>
            <Field
              name="consent.source"
              label={t`Where they agreed`}
              placeholder={t`for example: shop in Rua Augusta`}
              defaultValue={consent?.source ?? ''}
              maxLength={128}
              isRequired
            />
            <Field
              name="consent.evidence"
              label={t`What proves it`}
              placeholder={t`for example: form of 2026, “I want offers by WhatsApp”`}
              defaultValue={consent?.evidence ?? ''}
              maxLength={2000}
              rows={3}
              isRequired
            />
          </>
        )}
      </Card>
      <div>
        <Button type="submit" look="primary" isPending={change.isPending}>
          <Trans>Save and go on to the review</Trans>
        </Button>
      </div>
    </Form>
  );
};
