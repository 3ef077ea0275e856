import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import type { Campaign, FollowUpCondition } from '@recado/contract';
import { Field } from '../../parts/field.tsx';
import { Check } from '../../parts/options.tsx';
import { Card } from '../../parts/page.tsx';
import { Written } from '../../parts/written-text.tsx';

const conditions: Record<FollowUpCondition, MessageDescriptor> = {
  not_delivered: msg`their message was not delivered`,
  failed: msg`their message failed`,
  not_read: msg`they got it, and did not read or answer it`,
  not_replied: msg`they got it, and did not answer`,
  replied: msg`they answered`,
};

type Props = { source: Campaign; where: FollowUpCondition[]; onChange: (where: FollowUpCondition[]) => void };

/** Chooses people of a campaign by what happened to their message. */
export const FollowUpFields = ({ source: { name, channel }, where, onChange }: Props) => {
  const { t, i18n } = useLingui();
  const names = (Object.keys(conditions) as FollowUpCondition[]).filter(
    (condition) => condition !== 'not_read' || channel === 'whatsapp',
  );
  const toggle = (condition: FollowUpCondition, isOn: boolean) =>
    onChange(isOn ? [...where, condition] : where.filter((known) => known !== condition));
  return (
    <Card
      title={
        <Trans>
          People of “<Written text={name} />”
        </Trans>
      }
    >
      <p>
        <Trans>People to include. At least one of these must apply:</Trans>
      </p>
      {names.map((condition) => (
        <Check key={condition} isOn={where.includes(condition)} onChange={(isOn) => toggle(condition, isOn)}>
          {i18n._(conditions[condition])}
        </Check>
      ))}
      <Field
        name="audience.after"
        label={t`Days since their message`}
        hint={t`A later message may still be delivered, read or answered: its person is left out.`}
        defaultValue="1"
        inputMode="numeric"
        pattern="[1-9]\d?"
        isRequired
      />
    </Card>
  );
};
