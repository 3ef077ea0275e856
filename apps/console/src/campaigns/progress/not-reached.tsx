import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { Campaign, CampaignProgress, ErrorCodeList, RetriedMessages } from '@recado/contract';
import { useState } from 'react';
import { errorCodesQuery, useRetryFailures } from '../../api/results.ts';
import { useMay } from '../../api/session.ts';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Card } from '../../parts/page.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { sayExclusion } from '../../words/campaigns.ts';
import { mayRetryAfter, remedies, sayMeaning } from '../../words/error-codes.ts';
import rows from '../../parts/rows.module.css';
import { useFormat } from '../../preferences/format.ts';

/** Everybody who got nothing, grouped by why, with what to do about it. */
export const NotReached = ({ campaign }: { campaign: Campaign }) => {
  const format = useFormat();
  const { progress } = campaign;
  // They stay when their rows are gone, because nobody of the group has failed for the moment.
  const [results, setResults] = useState<Record<number, RetriedMessages>>({});
  const retried = Object.entries(results);
  if (!progress) return null;
  const { errors, kept_back: excluded } = progress;
  const reasons = Object.entries(excluded).filter(([, count]) => count > 0);
  if (errors.length === 0 && reasons.length === 0 && retried.length === 0) return null;
  return (
    <Card title={<Trans>Not reached</Trans>}>
      {errors.length > 0 && (
        <Failures
          campaign={campaign}
          errors={errors}
          onRetried={(code, result) => setResults((known) => ({ ...known, [code]: result }))}
        />
      )}
      <div role="status" className={rows['muted']}>
        {retried.map(([code, result]) => {
          const [count, refused] = [format.number(result.retried), format.number(result.refused)];
          return (
            <p key={code}>
              <Trans>
                {code}: {count} queued again, {refused} left out
              </Trans>
            </p>
          );
        })}
      </div>
      {reasons.length > 0 && <Excluded reasons={reasons} />}
    </Card>
  );
};

type OnRetried = (code: number, result: RetriedMessages) => void;

type FailuresProps = { campaign: Campaign; errors: CampaignProgress['errors']; onRetried: OnRetried };

/** The remedies are read first. Without them, rows would grow when they arrive. */
const Failures = ({ errors, ...others }: FailuresProps) => {
  const codes = useQuery(errorCodesQuery);
  if (codes.isPending && codes.failureCount === 0) return <Skeleton rows={errors.length} height={56} />;
  return (
    <ul className={rows['rows']}>
      {errors.map((error) => (
        <FailureRow key={error.code} error={error} known={codes.data?.get(error.code)} {...others} />
      ))}
    </ul>
  );
};

type RowProps = Omit<FailuresProps, 'errors'> & {
  error: FailuresProps['errors'][number];
  known: ErrorCodeList['data'][number] | undefined;
};

const FailureRow = ({ campaign, error: { code, meaning, messages }, known, onRetried }: RowProps) => {
  const { i18n } = useLingui();
  const format = useFormat();
  const remedy = known && remedies[known.remedy];
  return (
    <li>
      <span className={rows['code']}>{code}</span>
      <div className={rows['meaning']}>
        {sayMeaning(i18n, code, known?.meaning ?? meaning)}
        {remedy && <div className={rows['muted']}>{i18n._(remedy)}</div>}
      </div>
      <span className={rows['count']}>{format.number(messages)}</span>
      <ButtonLink to="/campaigns/$id/people" params={{ id: campaign.id }} search={{ error_code: code }} look="quiet">
        <Trans>See them</Trans>
      </ButtonLink>
      {mayRetryAfter(known?.remedy) && (
        <Retry campaign={campaign} code={code} messages={messages} onRetried={onRetried} />
      )}
    </li>
  );
};

type RetryProps = { campaign: Campaign; code: number; messages: number; onRetried: OnRetried };

/** A group that fails again can be retried again, with a key of its own. */
const Retry = ({ campaign: { id, status }, code, messages, onRetried }: RetryProps) => {
  const mayLaunch = useMay('campaigns:launch');
  const [key, setKey] = useState(() => crypto.randomUUID());
  const retry = useRetryFailures(id, (...result) => {
    setKey(crypto.randomUUID());
    onRetried(...result);
  });
  if (!mayLaunch || status === 'canceled') return null;
  return (
    <>
      {retry.error && <Failure error={retry.error} />}
      <Button onPress={() => retry.mutate({ code, key })} isPending={retry.isPending}>
        <Plural value={messages} one="Retry # message" other="Retry # messages" />
      </Button>
    </>
  );
};

const Excluded = ({ reasons }: { reasons: [string, number][] }) => {
  const { i18n } = useLingui();
  const format = useFormat();
  return (
    <div>
      <h3>
        <Trans>Excluded</Trans>
      </h3>
      <ul className={rows['rows']}>
        {reasons.map(([reason, count]) => (
          <li key={reason}>
            <span className={rows['meaning']}>{sayExclusion(i18n, reason)}</span>
            <span className={rows['count']}>{format.number(count)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
};
