import type { Page } from 'playwright-core';

type Stop = { name: string; isFirstTime: boolean; isSeen: boolean; isOnScreen: boolean };

/** Presses Tab from the start of the page to its end. Returns what nobody sees the focus on, and a focus that never ends. */
export const findTabFaults = async (page: Page): Promise<string[]> => {
  await page.evaluate(() => {
    scrollTo(0, 0);
    (document.activeElement as HTMLElement | null)?.blur();
    Object.assign(globalThis, { stops: new Set() });
  });
  const faults: string[] = [];
  for (let press = 0; press < 400; press += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(describeFocus);
    // After the last element the focus leaves the page, or begins again.
    if (!stop || !stop.isFirstTime) return press > 0 ? faults : [...faults, 'nothing gets the focus'];
    if (!stop.isSeen) faults.push(`${stop.name}: the focus cannot be seen`);
    if (!stop.isOnScreen) faults.push(`${stop.name}: the focus is not on the screen`);
  }
  return [...faults, 'the focus never leaves the page'];
};

const describeFocus = (): Stop | undefined => {
  const element = document.activeElement;
  if (!element || element === document.body) return undefined;
  const { stops } = globalThis as unknown as { stops: Set<Element> };
  const isFirstTime = !stops.has(element);
  stops.add(element);
  // A switch shows the focus on its label.
  const shown = [element, element.closest('label')].filter((part) => part !== null);
  const isSeen = shown.some((part) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(part);
    return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
  });
  const { top, bottom, left, right } = element.getBoundingClientRect();
  const isOnScreen = bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
  const name = `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent.slice(0, 40)}`;
  return { name, isFirstTime, isSeen, isOnScreen };
};
