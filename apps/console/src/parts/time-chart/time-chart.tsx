import { Trans, useLingui } from '@lingui/react/macro';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useFormat } from '../../preferences/format.ts';
import { Button } from '../button.tsx';
import { Skeleton } from '../skeleton.tsx';
import { Time } from '../time.tsx';
import styles from './chart.module.css';
import { dashOf, type Line, type Point } from './lines.ts';

const Curve = lazy(() => import('./curve.tsx').then((module) => ({ default: module.Curve })));

const noMarks: readonly string[] = [];

type Props<Key extends string> = {
  points: readonly Point<Key>[];
  /** The lines begin at zero so many seconds before the first point. */
  stepFromZero?: number;
  lines: readonly Line<Key>[];
  /** Times at which a vertical line is drawn. */
  marks?: readonly string[];
  /** Says the same as the chart to those who cannot see it. */
  caption: ReactNode;
};

/** Curves over time. The table behind them has all points. */
export const TimeChart = <Key extends string>({
  points,
  stepFromZero,
  lines,
  marks = noMarks,
  caption,
}: Props<Key>) => {
  const [isTable, setTable] = useState(false);
  return (
    <figure className={styles['chart']}>
      <figcaption>{caption}</figcaption>
      {isTable ? (
        <PointTable points={points} lines={lines} />
      ) : (
        <Suspense fallback={<Skeleton rows={1} height={200} />}>
          <Curve points={points} stepFromZero={stepFromZero} lines={lines} marks={marks} />
        </Suspense>
      )}
      <div className={styles['legend']}>
        <Legend lines={lines} />
        <Button look="quiet" onPress={() => setTable(!isTable)}>
          {isTable ? <Trans>Show as chart</Trans> : <Trans>Show as table</Trans>}
        </Button>
      </div>
    </figure>
  );
};

const Legend = ({ lines }: { lines: readonly Line<string>[] }) => (
  <ul className={styles['keys']}>
    {lines.map(({ key, token, name }, place) => (
      <li key={key}>
        <svg width="24" height="8" aria-hidden>
          <line x1="0" x2="24" y1="4" y2="4" stroke={`var(${token})`} strokeDasharray={dashOf(place).join(' ')} />
        </svg>
        {name}
      </li>
    ))}
  </ul>
);

const PointTable = <Key extends string>({ points, lines }: Pick<Props<Key>, 'points' | 'lines'>) => {
  const { t } = useLingui();
  const format = useFormat();
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
            {lines.map(({ key, name }) => (
              <th key={key} scope="col">
                {name}
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
              {lines.map(({ key }) => (
                <td key={key}>{format.number(point[key])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
