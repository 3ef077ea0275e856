import { useLingui } from '@lingui/react';
import { Circle, CircleCheck, CircleDashed, CirclePause, CircleX, Clock, type LucideIcon } from 'lucide-react';
import type { CampaignStatus, Sender } from '@recado/contract';
import { campaignStatuses } from '../words/campaigns.ts';
import { healths } from '../words/senders.ts';
import styles from './state.module.css';

const shapes: Record<CampaignStatus, { icon: LucideIcon; color: string }> = {
  draft: { icon: CircleDashed, color: 'muted' },
  scheduled: { icon: Clock, color: 'accent' },
  running: { icon: Circle, color: 'accent' },
  paused: { icon: CirclePause, color: 'warn' },
  completed: { icon: CircleCheck, color: 'ok' },
  canceled: { icon: CircleX, color: 'muted' },
};

/** The state of a campaign as a shape, a color and a word: color alone says nothing to many people. */
export const CampaignState = ({ status }: { status: CampaignStatus }) => {
  const { i18n } = useLingui();
  const { icon: Icon, color } = shapes[status];
  return (
    <span className={`${styles['state']} ${styles[color]}`}>
      <Icon size={14} aria-hidden strokeWidth={2.5} />
      {i18n._(campaignStatuses[status])}
    </span>
  );
};

/** The health of a sender as a shape, a color and words. */
export const SenderHealth = ({ status }: { status: Sender['health']['status'] }) => {
  const { i18n } = useLingui();
  return <span className={`${styles['health']} ${styles[status]}`}>{i18n._(healths[status])}</span>;
};
