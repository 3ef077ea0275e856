import type { CampaignProgress } from '@recado/contract';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

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

/** Waits for the end of a campaign, which takes minutes on a busy machine. Within the time of a poll more people are done. */
export const waitWhileMoving = async (page: Page, people: number): Promise<void> => {
  const look = async () => {
    const text = await page.getByRole('main').innerText();
    const [, done = '0'] = /([\d,]+) of [\d,]+ · /.exec(text) ?? [];
    return text.includes('Completed') ? people + 1 : Number(done.replaceAll(',', ''));
  };
  for (let before = await look(); before <= people; before = await look())
    await expect.poll(look).toBeGreaterThan(before);
};
