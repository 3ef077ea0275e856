import type { Page, Route } from 'playwright-core';

/** Marks each text of the English catalog on its way to the page. */
export const markTexts = async (route: Route): Promise<void> => {
  const answer = await route.fetch();
  await route.fulfill({ response: answer, body: pseudo(await answer.text()) });
};

/**
 * Returns texts and names on the page that come from no catalog. Data and what `Intl` writes are marked as such in the
 * page, and React Aria has its own translations. A text of the catalog may have several elements, between its marks.
 */
export const untranslated = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const isData = 'bdi, code, kbd, time, textarea, [translate=no], script, style';
    const isText = (text: string) =>
      /\p{L}{3}/u.test(text) && !/^(?:[A-Z]{3}\s[\d.,]+|WhatsApp|SMS|API|Recado|Dismiss)$/.test(text.trim());
    const found: string[] = [];
    let open = 0;
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      let outside = '';
      for (const letter of node.textContent ?? '') {
        if (letter === '⟦') open += 1;
        else if (letter === '⟧') open -= 1;
        else if (open === 0) outside += letter;
      }
      if (isText(outside) && !node.parentElement?.closest(isData)) found.push(outside);
    }
    for (const name of ['aria-label', 'placeholder', 'title', 'alt'])
      for (const element of document.querySelectorAll(`[${name}]`)) {
        const value = element.getAttribute(name) ?? '';
        if (isText(value) && !value.includes('⟦') && !element.closest(isData)) found.push(`${name}: ${value}`);
      }
    return found;
  });

/** Placeholders and tags stay as they are. */
const pseudo = (code: string): string => {
  const [, before = '', json = '', after = ''] = /^([\s\S]*?JSON\.parse\(`)([\s\S]*)(`\)[\s\S]*)$/.exec(code) ?? [];
  const catalog = JSON.parse(json.replaceAll('\\\\', '\\').replaceAll('\\`', '`')) as Record<string, unknown[]>;
  const marked = Object.fromEntries(Object.entries(catalog).map(([key, parts]) => [key, ['⟦', ...parts, '⟧']]));
  const text = JSON.stringify(marked).replaceAll('\\', '\\\\').replaceAll('`', '\\`');
  return `${before}${text}${after}`;
};
