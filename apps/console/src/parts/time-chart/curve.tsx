import 'uplot/dist/uPlot.min.css';
import { useLingui } from '@lingui/react';
import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import { useTimeZone } from '../../preferences/time-zone.ts';
import styles from './chart.module.css';
import { columnsOf, dashOf, leastLabelPx, timeSteps, type Line, type Point } from './lines.ts';

const height = 200;

const daySeconds = 86_400;

type Props<Key extends string> = {
  points: readonly Point<Key>[];
  stepFromZero?: number | undefined;
  lines: readonly Line<Key>[];
  marks: readonly string[];
  /** The time of the point that is looked at. */
  cursor?: string | undefined;
};

/** Another language or zone draws the axes again. */
export const Curve = <Key extends string>(props: Props<Key>) => {
  const { locale } = useLingui().i18n;
  const timeZone = useTimeZone();
  return <Canvas key={`${locale} ${timeZone}`} {...props} locale={locale} timeZone={timeZone} />;
};

type CanvasProps<Key extends string> = Props<Key> & { locale: string; timeZone: string };

/** Draws the points on a canvas. New points move the lines without drawing everything again. */
const Canvas = <Key extends string>({
  points,
  stepFromZero,
  lines,
  marks,
  cursor,
  locale,
  timeZone,
}: CanvasProps<Key>) => {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>(null);
  const drawnMarks = useRef<readonly string[]>([]);
  const drawnCursor = useRef<string>(undefined);
  const tokens = lines.map(({ token }) => token).join(' ');
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const colors = tokens.split(' ');
    const none: [number[], ...number[][]] = [[], ...colors.map(() => [])];
    const drawn = new UPlot(
      optionsOf(element, { locale, timeZone, tokens: colors, marks: drawnMarks, cursor: drawnCursor }),
      none,
      element,
    );
    plot.current = drawn;
    const redraw = () => drawn.redraw();
    const width = new ResizeObserver(() => drawn.setSize({ width: element.clientWidth, height }));
    width.observe(element);
    const theme = new MutationObserver(redraw);
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    const device = matchMedia('(prefers-color-scheme: dark)');
    device.addEventListener('change', redraw);
    return () => {
      device.removeEventListener('change', redraw);
      width.disconnect();
      theme.disconnect();
      drawn.destroy();
    };
  }, [locale, timeZone, tokens]);
  useEffect(() => {
    drawnMarks.current = marks;
    plot.current?.setData(columnsOf(points, lines, stepFromZero));
  }, [points, lines, stepFromZero, marks]);
  useEffect(() => {
    drawnCursor.current = cursor;
    plot.current?.redraw(false);
  }, [cursor]);
  return <div ref={box} className={styles['canvas']} aria-hidden />;
};

/** Draws a vertical line at each mark: it explains a gap. */
const drawMarks = (plot: UPlot, marks: readonly string[], color: string): void => {
  const { left, top, width, height: tall } = plot.bbox;
  plot.ctx.fillStyle = color;
  for (const at of marks) {
    const x = plot.valToPos(Date.parse(at) / 1000, 'x', true);
    if (x >= left && x <= left + width) plot.ctx.fillRect(x, top, 2, tall);
  }
};

type Drawing = {
  locale: string;
  timeZone: string;
  tokens: string[];
  marks: { current: readonly string[] };
  cursor: { current: string | undefined };
};

const optionsOf = (element: HTMLElement, { locale, timeZone, tokens, marks, cursor }: Drawing): UPlot.Options => {
  const color = (token: string) => () => resolveColor(element, token);
  const axis = {
    font: '12px Inter Variable, sans-serif',
    stroke: color('--muted'),
    grid: { stroke: color('--line'), width: 1 },
    ticks: { show: false },
  };
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', timeZone });
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone });
  const number = new Intl.NumberFormat(locale);
  return {
    width: element.clientWidth,
    height,
    hooks: {
      draw: [
        (plot) => drawMarks(plot, marks.current, color('--warn')()),
        (plot) => drawMarks(plot, cursor.current === undefined ? [] : [cursor.current], color('--text')()),
      ],
    },
    padding: [8, 32, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    tzDate: (seconds) => UPlot.tzDate(new Date(seconds * 1000), timeZone),
    // The scale begins at zero, so that a small change looks small.
    scales: { y: { range: (_plot, _least, most) => [0, Math.max(most, 1) * 1.1] } },
    axes: [
      {
        ...axis,
        size: 32,
        incrs: timeSteps,
        space: leastLabelPx,
        values: (...[, ticks, , , step]) => ticks.map((tick) => (step < daySeconds ? clock : day).format(tick * 1000)),
      },
      { ...axis, size: 56, values: (_plot, ticks) => ticks.map((tick) => number.format(tick)) },
    ],
    series: [
      {},
      ...tokens.map((token, place) => ({
        stroke: color(token),
        width: 2,
        dash: dashOf(place),
        points: { show: false },
      })),
    ],
  };
};

/** The value of a token is light-dark(…), which a canvas does not know: the browser resolves it on an element. */
const resolveColor = (element: HTMLElement, token: string): string => {
  element.style.color = `var(${token})`;
  const { color } = getComputedStyle(element);
  element.style.color = '';
  return color;
};
