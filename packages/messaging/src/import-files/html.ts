import { decodeHTMLStrict } from 'entities/decode';

/**
 * Returns the text of a cell that a program exported from a web page: `Jo&atilde;o` is João. A text may have been encoded
 * several times.
 */
export const withoutEntities = (cell: string): string => {
  let text = cell;
  for (let times = 0; times < mostTimes && text.includes('&'); times += 1) {
    const decoded = text.replace(entity, (whole) => characterOf(whole) ?? whole);
    if (decoded === text) break;
    text = decoded;
  }
  return text;
};

const mostTimes = 4;
const entity = /&(?:#x[\da-f]{1,6}|#\d{1,7}|[a-z]{2,8}\d{0,2});/gi;

/** A list in capitals may have its entities in capitals, too. */
const characterOf = (whole: string): string | undefined =>
  characterNamed(whole) ?? characterNamed(whole.toLowerCase())?.toUpperCase();

/** Any space is a plain one: others would make an SMS one of UCS-2, and nobody sees them. */
const characterNamed = (whole: string): string | undefined => {
  const decoded = decodeHTMLStrict(whole);
  return decoded === whole ? undefined : decoded.replaceAll(/\p{Zs}/gu, ' ');
};

/** True of a tag, and of an entity that a `;` between fields cut off. People would see it unchanged. */
export const hasHtml = (value: string): boolean => {
  if (tag.test(value)) return true;
  const [, code, name = ''] = cutEntity.exec(value) ?? [];
  return code !== undefined || (name !== '' && characterOf(`&${name};`) !== undefined);
};

const tag =
  /<\/?(?:a|abbr|b|big|body|br|center|code|dd|div|dl|dt|em|font|h[1-6]|head|hr|html|i|img|label|li|link|meta|ol|p|pre|s|script|small|span|strike|strong|style|sub|sup|table|tbody|td|th|thead|title|tr|tt|u|ul)(?:\s[^<>]*)?\/?>|<!--/i;
const cutEntity = /&(?:#(x[\da-f]{2,6}|\d{2,7})|([a-z]{2,8}\d{0,2}))$/i;
