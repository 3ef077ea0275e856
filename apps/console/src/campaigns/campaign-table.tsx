import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { Campaign } from '@recado/contract';
import { CampaignBar, sharesOf } from '../parts/progress-bar.tsx';
import { CampaignState } from '../parts/state.tsx';
import { Time } from '../parts/time.tsx';
import table from '../parts/table.module.css';
import styles from './list.module.css';
import { useFormat } from '../preferences/format.ts';
import { Written } from '../parts/written-text.tsx';

/** One row for each campaign; on a phone, one card. The name is the link. */
export const CampaignTable = ({ campaigns }: { campaigns: Campaign[] }) => (
  <table className={table['table']}>
    <thead>
      <tr>
        <th scope="col">
          <Trans>Campaign</Trans>
        </th>
        <th scope="col">
          <Trans>Status</Trans>
        </th>
        <th scope="col">
          <Trans>Progress</Trans>
        </th>
        <th scope="col">
          <Trans>Results</Trans>
        </th>
        <th scope="col" className={table['number']}>
          <Trans>Cost</Trans>
        </th>
        <th scope="col">
          <Trans>When</Trans>
        </th>
      </tr>
    </thead>
    <tbody>
      {campaigns.map((campaign) => (
        <CampaignRow key={campaign.id} campaign={campaign} />
      ))}
    </tbody>
  </table>
);

const CampaignRow = ({ campaign }: { campaign: Campaign }) => {
  const { t } = useLingui();
  const format = useFormat();
  const { id, name, status, progress, recipients, created_by: by } = campaign;
  return (
    <tr>
      <th scope="row" className={styles['name']}>
        <Link to="/campaigns/$id" params={{ id }} data-row>
          <Written text={name} />
        </Link>
      </th>
      <td>
        <CampaignState status={status} />
      </td>
      <td className={styles['progress']}>
        {progress && status !== 'draft' ? (
          <CampaignBar progress={progress} />
        ) : (
          <span className={table['muted']}>
            <Plural value={recipients} _0="nobody yet" one="# person" other="# people" />
          </span>
        )}
      </td>
      <td>
        <Results campaign={campaign} />
      </td>
      <td className={table['number']} data-label={t`Cost`}>
        {progress?.cost && status !== 'draft' && format.money(progress.cost)}
      </td>
      <td>
        <Time at={(status === 'scheduled' && campaign.send_at) || (campaign.launched_at ?? campaign.created_at)} />
        <div className={table['muted']}>
          <Written text={campaign.launched_by ?? by} />
        </div>
      </td>
    </tr>
  );
};

/** Shares of the messages that Twilio took, because the others could not arrive. */
const Results = ({ campaign: { progress } }: { campaign: Campaign }) => {
  const format = useFormat();
  if (!progress) return null;
  const { read, delivered, sent, failed } = sharesOf(progress);
  const taken = read + delivered + sent + failed;
  if (taken === 0) return null;
  const share = (count: number) => format.percent(count / taken);
  const [deliveredShare, readShare, failedShare] = [share(read + delivered), share(read), share(failed)];
  return (
    <span className={styles['results']}>
      <Trans>{deliveredShare} delivered</Trans>
      <span className={table['muted']}>
        <Trans>{readShare} read</Trans>
        {failed > 0 && (
          <>
            {' · '}
            <Trans>{failedShare} failed</Trans>
          </>
        )}
      </span>
    </span>
  );
};
