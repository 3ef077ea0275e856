import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { CampaignHistory } from '@recado/contract';
import type { HistoryPoint } from '../../api/results.ts';
import { Button } from '../../parts/button.tsx';
import { Time } from '../../parts/time.tsx';
import { Curve } from './curve.tsx';
import { dashes, lines, type Line } from './lines.ts';
import styles from './progress.module.css';
import { useFormat } from '../../preferences/format.ts';

/** The curve of a campaign. Its sentence says the same to those who cannot see it, and its table has all points. */
export const MinuteChart = ({ history }: { history: CampaignHistory }) => {
  const { points, events } = history;
  const [isTable, setTable] = useState(false);
  return (
    <figure className={styles['chart']}>
      <figcaption>
        <Summary points={points} />
        {events.some(({ type }) => type === 'paused') && (
          <>
            {' '}
            <Trans>A vertical line marks each pause and its end.</Trans>
          </>
        )}
      </figcaption>
      {isTable ? <PointTable points={points} /> : <Curve history={history} />}
      <div className={styles['legend']}>
        <Legend />
        <Button look="quiet" onPress={() => setTable(!isTable)}>
          {isTable ? <Trans>Show as chart</Trans> : <Trans>Show as table</Trans>}
        </Button>
      </div>
    </figure>
  );
};

const Summary = ({ points }: { points: HistoryPoint[] }) => {
  const format = useFormat();
  const highest = points.reduce((best, point) => (point.sent > best.sent ? point : best));
  const failed = format.number(points.reduce((sum, point) => sum + point.failed, 0));
  const most = format.number(highest.sent);
  return (
    <Trans>
      Most were sent at <Time at={highest.at} show="clock" />: {most}. Failed in all: {failed}.
    </Trans>
  );
};

const useLineNames = (): Record<Line, string> => {
  const { t } = useLingui();
  return { sent: t`sent`, delivered: t`delivered`, failed: t`failed` };
};

const Legend = () => {
  const names = useLineNames();
  return (
    <ul className={styles['keys']}>
      {lines.map((line) => (
        <li key={line}>
          <svg width="24" height="8" aria-hidden>
            <line
              x1="0"
              x2="24"
              y1="4"
              y2="4"
              className={styles[`line-${line}`]}
              strokeDasharray={dashes[line].join(' ')}
            />
          </svg>
          {names[line]}
        </li>
      ))}
    </ul>
  );
};

const PointTable = ({ points }: { points: HistoryPoint[] }) => {
  const { t } = useLingui();
  const format = useFormat();
  const names = useLineNames();
  return (
    // A region that scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles['scroll']} tabIndex={0} role="region" aria-label={t`Figures of the chart`}>
      <table className={styles['points']}>
        <thead>
          <tr>
            <th scope="col">
              <Trans>Time</Trans>
            </th>
            {lines.map((line) => (
              <th key={line} scope="col">
                {names[line]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.map((point) => (
            <tr key={point.at}>
              <th scope="row">
                <Time at={point.at} />
              </th>
              {lines.map((line) => (
                <td key={line}>{format.number(point[line])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
