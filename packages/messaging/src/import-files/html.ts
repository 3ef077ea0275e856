/**
 * Returns the text of a cell that a program exported from a web page: `Jo&atilde;o` is João. A text may have been encoded
 * several times.
 */
export const withoutEntities = (cell: string): string => {
  let text = cell;
  for (let times = 0; times < mostTimes && text.includes('&'); times += 1) {
    const decoded = text.replace(entity, (whole, code?: string, name?: string) =>
      code === undefined ? (characterNamed(name ?? '') ?? whole) : characterOf(code),
    );
    if (decoded === text) break;
    text = decoded;
  }
  return text;
};

const mostTimes = 4;
const entity = /&(?:#(x[\da-f]{1,6}|\d{1,7})|([a-z]{2,8}\d{0,2}));/gi;

/** A list in capitals may have its entities in capitals, too. */
const characterNamed = (name: string) => named.get(name) ?? named.get(name.toLowerCase())?.toUpperCase();

/** Programs number the quotes and dashes of Windows-1252 as their bytes, and browsers read them so. */
const windows1252 = new TextDecoder('windows-1252');

const characterOf = (code: string): string => {
  const point = /^x/i.test(code) ? Number.parseInt(code.slice(1), 16) : Number(code);
  if (point >= 0x80 && point <= 0x9f) return windows1252.decode(Uint8Array.of(point));
  return point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff) ? '\uFFFD' : String.fromCodePoint(point);
};

/** The letters and signs from U+00A0 to U+00FF. */
const latin1 =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot ' +
  'cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml ' +
  'Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig ' +
  'agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ' +
  'ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml';

/** A space that does not break would make an SMS one of UCS-2, and nobody sees it. */
const named = new Map<string, string>([
  ...latin1.split(' ').map((name, at): [string, string] => [name, String.fromCodePoint(0xa0 + at)]),
  ['nbsp', ' '],
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['ensp', ' '],
  ['emsp', ' '],
  ['thinsp', ' '],
  ['ndash', '\u2013'],
  ['mdash', '\u2014'],
  ['lsquo', '\u2018'],
  ['rsquo', '\u2019'],
  ['sbquo', '\u201A'],
  ['ldquo', '\u201C'],
  ['rdquo', '\u201D'],
  ['bdquo', '\u201E'],
  ['bull', '\u2022'],
  ['hellip', '\u2026'],
  ['euro', '\u20AC'],
  ['trade', '\u2122'],
  ['zwnj', '\u200C'],
  ['zwj', '\u200D'],
  ['lrm', '\u200E'],
  ['rlm', '\u200F'],
]);

/** True of a tag, and of an entity that a `;` between fields cut off. People would see it unchanged. */
export const hasHtml = (value: string): boolean => {
  if (tag.test(value)) return true;
  const [, code, name = ''] = cutEntity.exec(value) ?? [];
  return code !== undefined || (name !== '' && characterNamed(name) !== undefined);
};

const tag =
  /<\/?(?:a|abbr|b|big|body|br|center|code|dd|div|dl|dt|em|font|h[1-6]|head|hr|html|i|img|label|li|link|meta|ol|p|pre|s|script|small|span|strike|strong|style|sub|sup|table|tbody|td|th|thead|title|tr|tt|u|ul)(?:\s[^<>]*)?\/?>|<!--/i;
const cutEntity = /&(?:#(x[\da-f]{2,6}|\d{2,7})|([a-z]{2,8}\d{0,2}))$/i;
