import { Trans, useLingui } from '@lingui/react/macro';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useFormat } from '../../preferences/format.ts';
import { Button } from '../button.tsx';
import { Skeleton } from '../skeleton.tsx';
import { formatShortTime, Time } from '../time.tsx';
import { useTimeZone } from '../../preferences/time-zone.ts';
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
  const [place, setPlace] = useState<number>();
  const point = place === undefined ? undefined : points[Math.min(place, points.length - 1)];
  return (
    <figure className={styles['chart']}>
      <figcaption>{caption}</figcaption>
      {isTable ? (
        <PointTable points={points} lines={lines} />
      ) : (
        <Suspense fallback={<Skeleton rows={1} height={200} />}>
          <Curve points={points} stepFromZero={stepFromZero} lines={lines} marks={marks} cursor={point?.at} />
        </Suspense>
      )}
      {!isTable && points.length > 1 && (
        <Cursor points={points} lines={lines} place={place ?? points.length - 1} onMove={setPlace} point={point} />
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

type CursorProps<Key extends string> = Pick<Props<Key>, 'points' | 'lines'> & {
  place: number;
  point: Point<Key> | undefined;
  onMove: (place: number) => void;
};

/** Goes from point to point by the arrow keys, and says the figures of each. */
const Cursor = <Key extends string>({ points, lines, place, point, onMove }: CursorProps<Key>) => {
  const { t, i18n } = useLingui();
  const format = useFormat();
  const timeZone = useTimeZone();
  const figures = point && lines.map(({ key, name }) => `${name} ${format.number(point[key])}`).join(' · ');
  const time = point && formatShortTime(i18n.locale, new Date(point.at), timeZone);
  return (
    <div className={styles['cursor']}>
      <input
        type="range"
        min={0}
        max={points.length - 1}
        value={Math.min(place, points.length - 1)}
        aria-label={t`Point of the chart`}
        aria-valuetext={point && `${time}: ${figures}`}
        onChange={({ target }) => onMove(Number(target.value))}
        onFocus={() => onMove(place)}
      />
      {point && (
        <span>
          <Time at={point.at} /> · {figures}
        </span>
      )}
    </div>
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
