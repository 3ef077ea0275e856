import type { CampaignProgress } from '@recado/contract';

/** The events of a campaign's stream, and the figures of its page, in their order. */
export type Seen = { events: CampaignProgress[]; figures: number[][] };

/** Adds up counts. */
export const sum = (counts: number[]): number => counts.reduce((all, count) => all + count, 0);

/** Notes each state of the figures below the bar. Runs in the page. */
export const watchFigures = (): void => {
  const seen: Seen = { events: [], figures: [] };
  Object.assign(globalThis, { seen });
  const look = () => {
    const texts = [...document.querySelectorAll('main dl dd > span:first-child')].map((span) => span.textContent);
    const counts = texts.map((text) => Number(text.replaceAll(',', '')));
    if (counts.length === 5 && String(counts) !== String(seen.figures.at(-1))) seen.figures.push(counts);
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
};

/** Reads the stream of a campaign beside the page itself. Runs in the page. */
export const watchStream = (id: string): void => {
  const { seen } = globalThis as unknown as { seen: Seen };
  const source = new EventSource(`/v1/campaigns/${id}/stream`);
  const take = ({ data }: MessageEvent<string>) => seen.events.push(JSON.parse(data) as CampaignProgress);
  source.addEventListener('progress', take);
  source.addEventListener('end', (event) => {
    take(event);
    source.close();
  });
};
