import { Trans } from '@lingui/react/macro';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { CircleCheck, CircleDashed } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { campaignsQuery, templatesQuery } from '../api/campaigns.ts';
import { usersQuery, useSyncTemplates } from '../api/first-steps.ts';
import { noticesQuery } from '../api/operations.ts';
import { useMay } from '../api/session.ts';
import { Button, ButtonLink } from '../parts/button.tsx';
import { Failure } from '../parts/failure.tsx';
import { Card } from '../parts/page.tsx';
import rows from '../parts/rows.module.css';
import { Skeleton } from '../parts/skeleton.tsx';
import styles from './home.module.css';

/** Steps of a new installation, for administrators. Each ticks itself, and the list goes away with the last. */
export const FirstSteps = () => (useMay('admin') ? <Steps /> : null);

const Steps = () => {
  const templates = useQuery(templatesQuery);
  const notices = useQuery(noticesQuery);
  const users = useQuery(usersQuery);
  const campaigns = useInfiniteQuery(campaignsQuery(newestFirst));
  const isUnread = !templates.data || !notices.data || !users.data || !campaigns.data;
  if (isUnread && (areFirstStepsDone() || [templates, notices, users, campaigns].some(({ error }) => error)))
    return null;
  if (isUnread)
    return (
      <Card title={<Trans>First steps</Trans>}>
        <Skeleton rows={5} height={30} />
      </Card>
    );
  const open = new Set(notices.data.data.map(({ type }) => type));
  const isSynced = templates.data.data.some(({ synced_at: at }) => at !== undefined);
  const hasOthers = users.data.data.length + users.data.invites.length > 1;
  const isLaunched = campaigns.data.pages.some(({ data }) => data.some(({ status }) => status !== 'draft'));
  const done = [isSynced, !open.has('prices_are_example'), !open.has('retention_not_set'), hasOthers, isLaunched];
  if (done.every(Boolean)) return <Remember state="done" />;
  return (
    <Card title={<Trans>First steps</Trans>}>
      <Remember state="open" />
      <ol className={rows['rows']}>
        <Step isDone={isSynced} action={<SyncButton />}>
          <Trans>Read the templates of your Twilio account</Trans>
        </Step>
        <Step isDone={!open.has('prices_are_example')} action={<Command line="recado prices set" />}>
          <Trans>Put your prices: until then estimates use an example list</Trans>
        </Step>
        <Step isDone={!open.has('retention_not_set')} action={<Command line="recado settings set" />}>
          <Trans>Set how long texts and numbers are kept: now without limit</Trans>
        </Step>
        <Step isDone={hasOthers} action={<Command line="recado users invite" />}>
          <Trans>Invite somebody else</Trans>
        </Step>
        <Step
          isDone={isLaunched}
          action={
            <ButtonLink to="/campaigns/new" look="quiet">
              <Trans>New campaign</Trans>
            </ButtonLink>
          }
        >
          <Trans>Launch a first campaign, for example to yourself</Trans>
        </Step>
      </ol>
    </Card>
  );
};

const newestFirst = {};

const storageKey = 'recado.first-steps';

/** Room is kept for the list while it is read, unless it was empty the last time. */
const areFirstStepsDone = (): boolean => localStorage.getItem(storageKey) === 'done';

/** Notes for the next visit whether the list needs room. */
const Remember = ({ state }: { state: 'done' | 'open' }) => {
  useEffect(() => localStorage.setItem(storageKey, state), [state]);
  return null;
};

type StepProps = { isDone: boolean; action: ReactNode; children: ReactNode };

const Step = ({ isDone, action, children }: StepProps) => (
  <li>
    {isDone ? (
      <CircleCheck size={18} aria-hidden className={styles['done'] ?? ''} />
    ) : (
      <CircleDashed size={18} aria-hidden className={styles['open'] ?? ''} />
    )}
    <span className={`${rows['meaning']} ${isDone ? rows['muted'] : ''}`}>
      {children}
      {isDone && (
        <span className="visually-hidden">
          {' '}
          <Trans>done</Trans>
        </span>
      )}
    </span>
    {!isDone && <span className={styles['action']}>{action}</span>}
  </li>
);

/** A step that is done with the command line. */
const Command = ({ line }: { line: string }) => <code>{line}</code>;

const SyncButton = () => {
  const sync = useSyncTemplates();
  return (
    <>
      {sync.error && <Failure error={sync.error} />}
      <Button look="quiet" onPress={() => sync.mutate()} isPending={sync.isPending}>
        <Trans>Sync templates</Trans>
      </Button>
    </>
  );
};
