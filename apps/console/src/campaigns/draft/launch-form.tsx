import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Campaign, Estimate } from '@recado/contract';
import { useState } from 'react';
import { RecadoProblem } from '@recado/client';
import { call } from '../../api/call.ts';
import { campaignKey } from '../../api/campaigns.ts';
import { Button } from '../../parts/button.tsx';
import { Field } from '../../parts/field.tsx';
import { Form } from '../../parts/form.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Card } from '../../parts/page.tsx';
import { useFormat } from '../../preferences/format.ts';
import { sayProblem } from '../../words/problems.ts';

type Props = {
  campaign: Campaign;
  /** The figures that the person has read. */
  estimate: Estimate;
  /** True if there are newer ones. */
  hasNewer: boolean;
  onShowNew: () => Promise<void>;
};

/** The number of people is typed, so that nobody sends to a hundred thousand people by a slip. */
export const LaunchForm = ({ campaign: { id, send_at: sendAt }, estimate, hasNewer, onShowNew }: Props) => {
  const { t, i18n } = useLingui();
  const format = useFormat();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [typed, setTyped] = useState('');
  const { to_send: people, version } = estimate;
  const launch = useMutation({
    mutationFn: () =>
      call<Campaign>('POST', `/campaigns/${id}/launch`, {
        body: { estimate_version: version, confirm_people: people },
        // A double click and a second tab repeat the same request, so there is one launch.
        idempotencyKey: `launch-${id}-${version}`,
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: campaignKey(id) });
      await navigate({ to: '/campaigns/$id/progress', params: { id } });
    },
    onError: () => client.invalidateQueries({ queryKey: campaignKey(id), exact: true }),
  });
  const isRefused = launch.error instanceof RecadoProblem && launch.error.type === 'estimate-outdated';
  const isOutdated = hasNewer || isRefused;
  const isRight = typed.replaceAll(/[\s.,]/g, '') === String(people);
  const shown = format.number(people);
  const showNew = async () => {
    await onShowNew();
    launch.reset();
    setTyped('');
  };
  if (people === 0)
    return (
      <Notice tone="warn">
        <Trans>Nobody would get this campaign, so it cannot be launched.</Trans>
      </Notice>
    );
  return (
    <Card title={<Trans>Launch</Trans>}>
      {launch.error && !isRefused && <Notice tone="bad">{sayProblem(i18n, launch.error)}</Notice>}
      {isOutdated && (
        <Notice
          tone="warn"
          action={
            <Button look="quiet" onPress={() => void showNew()}>
              <Trans>Show the new figures</Trans>
            </Button>
          }
        >
          <Trans>People, content or prices changed since this page showed them. Read the new figures first.</Trans>
        </Notice>
      )}
      <Form onSubmit={() => isRight && !isOutdated && launch.mutate()}>
        <Field
          label={t`To send, type the number of people: ${shown}`}
          inputMode="numeric"
          autoComplete="off"
          value={typed}
          onChange={setTyped}
        />
        <div>
          <Button type="submit" look="primary" isDisabled={!isRight || isOutdated} isPending={launch.isPending}>
            {sendAt ? (
              <Plural value={people} one="Schedule for # person" other="Schedule for # people" />
            ) : (
              <Plural value={people} one="Send to # person" other="Send to # people" />
            )}
          </Button>
        </div>
      </Form>
    </Card>
  );
};
