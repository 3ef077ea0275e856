import 'uplot/dist/uPlot.min.css';
import { useLingui } from '@lingui/react';
import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import type { CampaignEvent, CampaignHistory } from '@recado/contract';
import { useTimeZone } from '../../preferences/time-zone.ts';
import { columnsOf, dashes, lines } from './lines.ts';
import styles from './progress.module.css';

const height = 200;

/** Seconds between two labels of the time. No point is nearer than a minute to the next. */
const timeSteps = [1, 5, 15, 30, 60, 180, 360, 720, 1440].map((minutes) => minutes * 60);

type Props = { history: CampaignHistory };

/** Another language or zone draws the axes again. */
export const Curve = ({ history }: Props) => {
  const { locale } = useLingui().i18n;
  const timeZone = useTimeZone();
  return <Canvas key={`${locale} ${timeZone}`} history={history} locale={locale} timeZone={timeZone} />;
};

/** Draws the points on a canvas. New points move the lines without drawing everything again. */
const Canvas = ({ history, locale, timeZone }: Props & { locale: string; timeZone: string }) => {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>(null);
  const events = useRef<CampaignEvent[]>([]);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const drawn = new UPlot(optionsOf(element, locale, timeZone, events), columnsOf([], 0), element);
    plot.current = drawn;
    const width = new ResizeObserver(() => drawn.setSize({ width: element.clientWidth, height }));
    width.observe(element);
    const theme = new MutationObserver(() => drawn.redraw());
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      width.disconnect();
      theme.disconnect();
      drawn.destroy();
    };
  }, [locale, timeZone]);
  useEffect(() => {
    events.current = history.events;
    plot.current?.setData(columnsOf(history.points, history.step));
  }, [history]);
  return <div ref={box} className={styles['canvas']} aria-hidden />;
};

/** Draws a line where the campaign was paused or resumed: it explains a gap. */
const drawPauses = (plot: UPlot, events: readonly CampaignEvent[], color: string): void => {
  const { left, top, width, height: tall } = plot.bbox;
  plot.ctx.fillStyle = color;
  for (const { at, type } of events) {
    const x = plot.valToPos(Date.parse(at) / 1000, 'x', true);
    if ((type === 'paused' || type === 'resumed') && x >= left && x <= left + width) plot.ctx.fillRect(x, top, 2, tall);
  }
};

const optionsOf = (
  element: HTMLElement,
  locale: string,
  timeZone: string,
  events: { current: readonly CampaignEvent[] },
): UPlot.Options => {
  const color = (token: string) => () => resolveColor(element, token);
  const axis = {
    font: '12px Inter Variable, sans-serif',
    stroke: color('--muted'),
    grid: { stroke: color('--line'), width: 1 },
    ticks: { show: false },
  };
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', timeZone });
  const number = new Intl.NumberFormat(locale);
  return {
    width: element.clientWidth,
    height,
    hooks: { draw: [(plot) => drawPauses(plot, events.current, color('--warn')())] },
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
        space: 80,
        values: (_plot, ticks) => ticks.map((tick) => clock.format(tick * 1000)),
      },
      { ...axis, size: 56, values: (_plot, ticks) => ticks.map((tick) => number.format(tick)) },
    ],
    series: [
      {},
      ...lines.map((line) => ({ stroke: color(`--${line}`), width: 2, dash: dashes[line], points: { show: false } })),
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
