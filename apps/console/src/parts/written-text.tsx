import { Fragment, type ReactNode } from 'react';

type Mark = 'bold' | 'italic' | 'strike' | 'code';

/** A piece of a text and the marks that WhatsApp draws it with. */
export type Piece = { text: string; marks: Mark[] };

const signs: Record<string, Mark> = { '*': 'bold', _: 'italic', '~': 'strike' };

/** Marks stand at the edges of words: `*so*` is bold, `2*3*4` is not. */
const marked = /(^|[\s*_~(])([*_~])(?=\S)((?:(?!\2|\n).)*[^\s*_~]|[^\s*_~])\2(?=$|[\s*_~).,;:!?])/;
const code = /```([\s\S]+?)```/;

/** Splits a text by WhatsApp's marks. Everything else stays the text that it is. */
export const splitWhatsappText = (text: string, marks: Mark[] = []): Piece[] => {
  if (text === '') return [];
  const block = code.exec(text);
  if (block)
    return [
      ...splitWhatsappText(text.slice(0, block.index), marks),
      { text: block[1] ?? '', marks: [...marks, 'code'] },
      ...splitWhatsappText(text.slice(block.index + block[0].length), marks),
    ];
  const found = marked.exec(text);
  const mark = found?.[2] ? signs[found[2]] : undefined;
  if (!found || !mark) return [{ text, marks }];
  const [whole, before = '', , inner = ''] = found;
  return [
    ...splitWhatsappText(text.slice(0, found.index) + before, marks),
    ...splitWhatsappText(inner, [...marks, mark]),
    ...splitWhatsappText(text.slice(found.index + whole.length), marks),
  ];
};

/** Characters without a shape, and those that turn the direction of a text around. */
const unseen =
  /[^\P{Cc}\t\n]|\u034F|[\u00AD\u115F\u1160\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB]/gu;

/** A joiner that makes one picture of two, for example of a family. */
const joined = /(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F])\u200D(?=\p{Extended_Pictographic})/gu;

/** Shows such characters as their code, so that nobody is deceived by them. Pictures stay as they are. */
export const showUnseen = (text: string): string =>
  text
    .split(joined)
    .map((part) => part.replace(unseen, (character) => `[U+${hexOf(character)}]`))
    .join('\u200D');

const hexOf = (character: string): string => character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');

/** A text that somebody wrote, for example a name. It cannot turn or hide the words around it. */
export const Written = ({ text }: { text: string | null | undefined }) => <bdi>{text && showUnseen(text)}</bdi>;

/** A text as WhatsApp shows it, made of text nodes only. */
export const WhatsappText = ({ text }: { text: string }) => (
  <bdi>
    {splitWhatsappText(showUnseen(text)).map((piece, place) => (
      // The pieces of one text never change places.
      // oxlint-disable-next-line react/no-array-index-key
      <Fragment key={place}>{draw(piece)}</Fragment>
    ))}
  </bdi>
);

const draw = ({ text, marks }: Piece): ReactNode =>
  marks.reduceRight<ReactNode>((inner, mark) => {
    if (mark === 'bold') return <strong>{inner}</strong>;
    if (mark === 'italic') return <em>{inner}</em>;
    if (mark === 'strike') return <s>{inner}</s>;
    return <code>{inner}</code>;
  }, text);
