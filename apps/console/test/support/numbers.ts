import type { Page, Response } from 'playwright-core';

/** The shortest part of a number that may appear: a mask shows fewer digits in a row. */
const partDigits = 8;

/** Finds the numbers of which a text has eight digits in a row, also with the signs that people put between them. */
export const findNumbers = (text: string, numbers: readonly string[]): string[] => {
  const plain = text.replaceAll(/(?<=\d)[ ().-]{1,2}(?=\d)/g, '');
  return numbers.filter((number) => partsOf(number).some((part) => text.includes(part) || plain.includes(part)));
};

const partsOf = (number: string): string[] => {
  const digits = number.replace('+', '');
  const starts = Array.from({ length: digits.length - partDigits + 1 }, (_, start) => start);
  return starts.map((start) => digits.slice(start, start + partDigits));
};

/** Reads every place of a tab where a number could stay: the page with its fields, the address, and what it keeps. */
export const readPlaces = (page: Page): Promise<Record<string, string>> =>
  page.evaluate(() => {
    const fields = [...document.querySelectorAll('input, textarea, select')];
    return {
      page: document.documentElement.outerHTML,
      fields: fields.map((field) => (field as HTMLInputElement).value).join('\n'),
      title: document.title,
      address: location.href,
      history: JSON.stringify(history.state),
      localStorage: JSON.stringify(Object.entries(localStorage)),
      sessionStorage: JSON.stringify(Object.entries(sessionStorage)),
      cookie: document.cookie,
    };
  });

/** Reads the files that a page offers. */
export const readDownloads = (page: Page): Promise<Record<string, string>> =>
  page.evaluate(async () => {
    const links = [...document.querySelectorAll<HTMLAnchorElement>('a[href^="/v1/"]')].map(({ href }) => href);
    const files = links.map(async (href) => [href, await (await fetch(href)).text()] as const);
    return Object.fromEntries(await Promise.all(files));
  });

/** Notes what the API and a tab say to each other, except streams and files of scripts. */
export const noteBodies = (page: Page): { read: () => Promise<Record<string, string>> } => {
  const bodies: Promise<[string, string]>[] = [];
  const note = async (response: Response): Promise<[string, string]> => {
    const request = response.request();
    const sent = `${request.url()} ${request.postData() ?? ''}`;
    const name = `${request.method()} ${new URL(request.url()).pathname}`;
    return [name, `${sent} ${await response.text().catch(() => '')}`];
  };
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (pathname.startsWith('/v1/') && !pathname.endsWith('/stream')) bodies.push(note(response));
  });
  return { read: async () => Object.fromEntries(await Promise.all(bodies.splice(0))) };
};
