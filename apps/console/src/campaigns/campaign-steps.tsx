import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Campaign } from '@recado/contract';
import { useMay } from '../api/session.ts';
import tabs from '../parts/tabs.module.css';
import styles from './steps.module.css';

/** The steps of a draft, or the tabs of a campaign that was launched. Each has its own address. */
export const CampaignSteps = ({ campaign }: { campaign: Campaign }) =>
  campaign.status === 'draft' ? <DraftSteps campaign={campaign} /> : <Tabs id={campaign.id} />;

const DraftSteps = ({ campaign: { id, recipients, category, consent, send_at: sendAt } }: { campaign: Campaign }) => {
  const { t } = useLingui();
  const mayWrite = useMay('campaigns:write');
  const isMarketing = category === 'marketing';
  return (
    <nav aria-label={t`Steps of the campaign`} className={styles['steps']}>
      <ol className={tabs['tabs']}>
        {mayWrite && (
          <>
            <Step to="/campaigns/$id/message" id={id} isDone>
              <Trans>Message</Trans>
            </Step>
            <Step to="/campaigns/$id/people" id={id} isDone={recipients > 0}>
              <Trans>People</Trans>
            </Step>
            <Step to="/campaigns/$id/when" id={id} isDone={sendAt !== undefined}>
              <Trans>When and limits</Trans>
            </Step>
            {isMarketing && (
              <Step to="/campaigns/$id/consent" id={id} isDone={consent !== undefined}>
                <Trans>Consent</Trans>
              </Step>
            )}
          </>
        )}
        <Step to="/campaigns/$id/review" id={id} isDone={false}>
          <Trans>Review and launch</Trans>
        </Step>
      </ol>
    </nav>
  );
};

type Address = `/campaigns/$id/${'message' | 'people' | 'when' | 'consent' | 'review' | 'progress' | 'results'}`;

type StepProps = { to: Address; id: string; isDone: boolean; children: ReactNode };

const Step = ({ to, id, isDone, children }: StepProps) => (
  <li>
    <Link to={to} params={{ id }} className={tabs['tab'] ?? ''}>
      {isDone && <Check size={14} aria-hidden strokeWidth={3} />}
      {children}
      {isDone && (
        <span className="visually-hidden">
          <Trans>done</Trans>
        </span>
      )}
    </Link>
  </li>
);

const Tabs = ({ id }: { id: string }) => {
  const { t } = useLingui();
  return (
    <nav aria-label={t`Pages of the campaign`} className={tabs['tabs']}>
      <Link to="/campaigns/$id/progress" params={{ id }} className={tabs['tab'] ?? ''}>
        <Trans>Progress</Trans>
      </Link>
      <Link to="/campaigns/$id/results" params={{ id }} className={tabs['tab'] ?? ''}>
        <Trans>Results</Trans>
      </Link>
      <Link to="/campaigns/$id/people" params={{ id }} className={tabs['tab'] ?? ''}>
        <Trans>People</Trans>
      </Link>
      <Link to="/campaigns/$id/message" params={{ id }} className={tabs['tab'] ?? ''}>
        <Trans>Message</Trans>
      </Link>
    </nav>
  );
};
