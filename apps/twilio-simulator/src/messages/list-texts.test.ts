import { describe, expect, it } from 'vitest';
import { listTextModes, makeListTexts, type ListTextMode } from './list-texts.ts';

const contentSid = 'HX00000000000000000000000000000101';
const content = {
  sid: contentSid,
  friendlyName: 'order',
  language: 'pt_BR',
  variables: { '1': '1234' },
  types: { 'twilio/text': { body: 'Pedido {{1}}  recebido' } },
  createdAt: 0,
};
const contents = { get: (sid: string) => (sid === contentSid ? content : undefined) };

describe('the list of texts', () => {
  const message = { body: 'Pedido 42  recebido ', contentSid };

  it.each<[ListTextMode, string | RegExp]>([
    ['rendered', 'Pedido 42  recebido '],
    ['placeholders', 'Pedido {{1}}  recebido'],
    ['empty', ''],
    ['trimmed', 'Pedido 42 recebido'],
    ['footer', 'Pedido 42  recebido \n\nResponda SAIR para não receber mais mensagens.'],
  ])('%s', (mode, text) => {
    expect(makeListTexts(mode, contents).textOf(message)).toBe(text);
  });

  it('shows placeholders only of a content', () => {
    expect(makeListTexts('placeholders', contents).textOf({ body: 'Oi', contentSid: null })).toBe('Oi');
  });

  it('can be changed to every mode', () => {
    const texts = makeListTexts('rendered', contents);
    for (const mode of listTextModes) {
      texts.change(mode);
      expect(texts.read()).toBe(mode);
    }
  });
});
