import { Trans } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../api/call.ts';
import { openSessionsQuery } from '../api/session.ts';
import { Button } from '../parts/button.tsx';
import { Failure } from '../parts/failure.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { Time } from '../parts/time.tsx';
import styles from './session.module.css';

/** Lists the browsers in which the person is signed in, and ends each of them. */
export const OpenSessions = () => {
  const client = useQueryClient();
  const sessions = useQuery(openSessionsQuery);
  const end = useMutation({
    mutationFn: (id: string) => call<void>('DELETE', `/sessions/${id}`),
    onSettled: () => client.invalidateQueries({ queryKey: openSessionsQuery.queryKey }),
  });
  if (sessions.isPending) return <Skeleton rows={2} />;
  if (!sessions.data) return <Failure error={sessions.error} onRetry={() => void sessions.refetch()} />;
  return (
    <>
      {end.error && <Failure error={end.error} />}
      <ul className={styles['sessions']}>
        {sessions.data.data.map((session) => (
          <li key={session.id}>
            <div className={styles['agent']}>
              <Agent agent={session.agent} />
              <div className={styles['muted']}>
                <Trans>
                  {session.address} · since <Time at={session.created_at} /> · used <Time at={session.seen_at} />
                </Trans>
              </div>
            </div>
            {session.current ? (
              <span className={styles['muted']}>
                <Trans>this browser</Trans>
              </span>
            ) : (
              <Button look="quiet" onPress={() => end.mutate(session.id)}>
                <Trans>End</Trans>
              </Button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
};

/** Names the browser and its system. The whole text of the browser is in the tooltip. */
const Agent = ({ agent }: { agent: string }) => {
  const [browser, system] = [nameIn(agent, browsers), nameIn(agent, systems)];
  if (!browser || !system) return <bdi>{agent}</bdi>;
  return (
    <bdi title={agent}>
      <Trans>
        <bdi>{browser}</bdi> on <bdi>{system}</bdi>
      </Trans>
    </bdi>
  );
};

/** A browser names those that it is compatible with, too, so the most particular name comes first. */
const browsers: [pattern: RegExp, name: string][] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bVersion\/[\d.]+.* Safari\//, 'Safari'],
];

const systems: [pattern: RegExp, name: string][] = [
  [/\b(?:iPhone|iPod)\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];

const nameIn = (agent: string, names: [RegExp, string][]): string | undefined =>
  names.find(([pattern]) => pattern.test(agent))?.[1];
