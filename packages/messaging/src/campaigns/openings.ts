import type { SendingWindow } from '@recado/contract';
import { after } from '../patience.ts';
import { openingOf, type OpeningState } from '../sending-window/window.ts';

type Known = { state: OpeningState; until: Date };

const hour = 3_600_000;
const atMost = 10_000;

const untilOf = (state: OpeningState, now: Date): Date => {
  if ('never' in state) return after(now, hour);
  return state.open ? state.until : state.at;
};

/** People of whom nothing is known live by this. */
const somewhere = ['UTC'];

/** How windows stand, each worked out once for the time that it stays so. */
export const makeOpenings = () => {
  const known = new Map<string, Known>();
  return (window: SendingWindow, zones: readonly string[], now: Date): OpeningState => {
    const key = JSON.stringify([window, zones]);
    const before = known.get(key);
    if (before && before.until > now) return before.state;
    const state = openingOf(window, zones.length > 0 ? zones : somewhere, now);
    if (known.size >= atMost) known.clear();
    known.set(key, { state, until: untilOf(state, now) });
    return state;
  };
};

export type Openings = ReturnType<typeof makeOpenings>;
