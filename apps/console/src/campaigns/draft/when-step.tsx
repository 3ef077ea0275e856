import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Campaign, PatchCampaign } from '@recado/contract';
import { useState } from 'react';
import { sendersQuery, useChangeCampaign } from '../../api/campaigns.ts';
import { Button } from '../../parts/button.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Field } from '../../parts/field.tsx';
import { Form } from '../../parts/form.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Card } from '../../parts/page.tsx';
import { Check, Options } from '../../parts/options.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { useFormat } from '../../preferences/format.ts';
import { instantOf, localTimeOf, nameTimeZone, useTimeZone } from '../../preferences/time-zone.ts';
import { sayProblem } from '../../words/problems.ts';
import { useCampaign } from '../campaign-page.tsx';
import { WindowFields } from './window-fields.tsx';
import { Written } from '../../parts/written-text.tsx';

/** When the campaign begins, at which hours it may send, and what it may not exceed. */
export const WhenStep = () => {
  const campaign = useCampaign();
  const navigate = useNavigate();
  const { i18n } = useLingui();
  const timeZone = useTimeZone();
  const change = useChangeCampaign(campaign.id);
  const [senders, setSenders] = useState(campaign.senders);
  const next = campaign.category === 'marketing' ? '/campaigns/$id/consent' : '/campaigns/$id/review';
  const submit = (textOf: (field: string) => string) =>
    change.mutate(patchOf(textOf, { timeZone, senders }), {
      onSuccess: ({ id }) => void navigate({ to: next, params: { id } }),
    });
  if (campaign.status !== 'draft') return null;
  return (
    <Form onSubmit={submit} error={change.error}>
      {change.error && <Notice tone="bad">{sayProblem(i18n, change.error)}</Notice>}
      <Start campaign={campaign} timeZone={timeZone} />
      <Card title={<Trans>Hours</Trans>}>
        <WindowFields campaign={campaign} />
      </Card>
      <Limits campaign={campaign} />
      <Senders channel={campaign.channel} chosen={senders} onChange={setSenders} />
      <div>
        <Button type="submit" look="primary" isPending={change.isPending}>
          <Trans>Save and go on</Trans>
        </Button>
      </div>
    </Form>
  );
};

const Start = ({ campaign: { send_at: at }, timeZone }: { campaign: Campaign; timeZone: string }) => {
  const { t, i18n } = useLingui();
  const [start, setStart] = useState(at ? 'later' : 'now');
  const zone = nameTimeZone(timeZone, i18n.locale);
  return (
    <Card title={<Trans>Start</Trans>}>
      <Options
        label={t`Start`}
        name="start"
        value={start}
        onChange={setStart}
        options={[
          { value: 'now', label: t`As soon as it is launched` },
          { value: 'later', label: t`At a date and time` },
        ]}
      />
      {start === 'later' && (
        <Field
          name="send_at"
          type="datetime-local"
          label={t`Date and time in ${zone}`}
          defaultValue={at ? localTimeOf(at, timeZone) : ''}
          isRequired
        />
      )}
    </Card>
  );
};

const Limits = ({ campaign: { budget, frequency_cap: cap } }: { campaign: Campaign }) => {
  const { t } = useLingui();
  const days = cap ? String(Math.max(1, Math.round(cap.period / 86_400))) : '';
  return (
    <Card title={<Trans>Limits</Trans>}>
      <Field
        name="budget.amount"
        label={t`Budget`}
        hint={t`The campaign pauses before it costs more. Leave it empty for no limit.`}
        defaultValue={budget?.amount ?? ''}
        inputMode="decimal"
        pattern="\d{1,12}([.,]\d{1,6})?"
      />
      <Field
        name="budget.currency"
        label={t`Currency`}
        defaultValue={budget?.currency ?? 'USD'}
        pattern="[A-Z]{3}"
        maxLength={3}
      />
      <Field
        name="frequency_cap.messages"
        label={t`Most marketing messages for one person`}
        hint={t`It counts those of all campaigns. Leave it empty for no limit of its own.`}
        defaultValue={cap ? String(cap.messages) : ''}
        inputMode="numeric"
        pattern="\d{1,3}"
      />
      <Field
        name="frequency_cap.period"
        label={t`within this many days`}
        defaultValue={days}
        inputMode="numeric"
        pattern="\d{1,2}"
      />
    </Card>
  );
};

type SendersProps = { channel: Campaign['channel']; chosen: string[]; onChange: (ids: string[]) => void };

const Senders = ({ channel, chosen, onChange }: SendersProps) => {
  const format = useFormat();
  const senders = useQuery(sendersQuery);
  if (senders.error) return <Failure error={senders.error} onRetry={() => void senders.refetch()} />;
  const fitting = senders.data?.data.filter((sender) => sender.channel === channel) ?? [];
  const toggle = (id: string, isOn: boolean) =>
    onChange(isOn ? [...chosen, id] : chosen.filter((known) => known !== id));
  return (
    <Card title={<Trans>Senders</Trans>}>
      {senders.isPending && <Skeleton rows={1} />}
      {fitting.map(({ id, mps }) => {
        const rate = format.number(mps);
        return (
          <Check key={id} isOn={chosen.includes(id)} onChange={(isOn) => toggle(id, isOn)}>
            <Trans>
              <Written text={id} />, {rate} a second
            </Trans>
          </Check>
        );
      })}
    </Card>
  );
};

type Given = { timeZone: string; senders: string[] };

/** Every field is sent: an empty one takes the limit away. */
const patchOf = (textOf: (field: string) => string, { timeZone, senders }: Given): PatchCampaign => {
  const amount = textOf('budget.amount').replace(',', '.').trim();
  const messages = Number(textOf('frequency_cap.messages'));
  const days = Number(textOf('frequency_cap.period') || 1);
  const at = textOf('send_at');
  const days_chosen = textOf('window.days').split(',').filter(Boolean) as NonNullable<PatchCampaign['window']>['days'];
  return {
    send_at: textOf('start') === 'later' && at ? instantOf(at, timeZone) : null,
    window:
      textOf('window.kind') === 'own'
        ? {
            days: days_chosen,
            from: textOf('window.from'),
            to: textOf('window.to'),
            timezone: 'recipient',
            holidays: [],
          }
        : null,
    budget: amount ? { amount, currency: textOf('budget.currency').trim().toUpperCase() } : null,
    frequency_cap: messages > 0 ? { messages, period: days * 86_400 } : null,
    senders,
  };
};
