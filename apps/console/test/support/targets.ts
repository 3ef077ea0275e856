import type { Page } from 'playwright-core';

/** Everything that can be pressed or filled in. */
const targets = 'a[href], button, input, select, textarea, [role=button], [role=menuitem], summary';

/** Returns targets that are smaller than 24 pixels, or than 44 in the bars of a phone, and those that something covers. */
export const findBadTargets = (page: Page): Promise<string[]> =>
  page.evaluate((selector) => {
    const bad: string[] = [];
    for (const element of document.querySelectorAll<HTMLElement>(selector)) {
      if (!element.checkVisibility({ visibilityProperty: true }) || element.closest('[aria-hidden=true]')) continue;
      // A press on the label of a choice chooses it, too.
      const isChoice = element.matches('[type=checkbox], [type=radio]');
      const target = (isChoice && element.closest<HTMLElement>('label')) || element;
      target.scrollIntoView({ block: 'center', behavior: 'instant' });
      const { left, top, bottom, width, height } = target.getClientRects()[0] ?? new DOMRect();
      // The link that skips the bars is above the page until it has the focus.
      if (bottom <= 0) continue;
      const isBar = innerWidth < 720 && document.querySelector('main')?.contains(element) === false;
      const isInSentence =
        getComputedStyle(target).display === 'inline' && target.parentElement?.textContent !== target.textContent;
      const least = isBar ? 44 : 24;
      const name = `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent}`;
      if (!isInSentence && (height < least || width < least)) bad.push(`${name}: ${width} × ${height}`);
      const hit = document.elementFromPoint(left + width / 2, top + height / 2);
      const isHit = hit !== null && (target.contains(hit) || hit.closest('label')?.contains(target) === true);
      if (!isHit) bad.push(`${name}: covered by ${hit?.outerHTML.slice(0, 80)}`);
    }
    scrollTo({ top: 0, behavior: 'instant' });
    return bad;
  }, targets);

/** Returns the names of what can be done on the page. */
export const listActions = (page: Page): Promise<string[]> =>
  page.evaluate((selector) => {
    const nameOf = (element: HTMLElement): string => {
      const copy = (element.closest('label') ?? element).cloneNode(true) as HTMLElement;
      for (const key of copy.querySelectorAll('kbd, select, time')) key.remove();
      return element.getAttribute('aria-label') ?? copy.textContent.trim();
    };
    const shown = [...document.querySelectorAll<HTMLElement>(selector)].filter((element) => element.checkVisibility());
    return shown.map((element) => `${element.tagName} ${nameOf(element)}`).toSorted();
  }, targets);
