import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isYes, replyKeywordOf } from './keywords.ts';

describe('a message that is a keyword and nothing else', () => {
  it.each([
    ['STOP', 'stop'],
    ['stop', 'stop'],
    ['Stop.', 'stop'],
    ['  stop \n', 'stop'],
    ['STOP ALL', 'stop'],
    ['StopAll', 'stop'],
    ['Unsubscribe', 'stop'],
    ['opt-out', 'stop'],
    ['PARAR!', 'stop'],
    ['“Sair”', 'stop'],
    ['🛑 parar 🛑', 'stop'],
    ['STOOOOP', 'stop'],
    ['Pareee!!!', 'stop'],
    ['saiiir', 'stop'],
    ['S T O P', 'stop'],
    ['s.a.i.r', 'stop'],
    ['P-A-R-E', 'stop'],
    ['sair sair', 'stop'],
    ['STOPSTOP', 'stop'],
    ['Stop!! Stop!! Stop!!', 'stop'],
    ['cancel all', 'stop'],
    ['ＳＴＯＰ', 'stop'],
    ['cancele', 'stop'],
    ['Não quero mais', 'stop'],
    ['NÃO QUERO RECEBER.', 'stop'],
    ['Não quero mais', 'stop'],
    ['BAJA', 'stop'],
    ['No más', 'stop'],
    ['dar de baja', 'stop'],
    ['start', 'start'],
    ['UNSTOP', 'start'],
    ['Começar', 'start'],
    ['voltar', 'start'],
    ['Empezar', 'start'],
    ['help', 'help'],
    ['AJUDA?', 'help'],
    ['ayuda', 'help'],
    ['help help', 'help'],
  ])('%j is a keyword: %s', (text, keyword) => {
    expect(replyKeywordOf(text)).toBe(keyword);
  });
});

describe('a message that says something else', () => {
  it.each([
    "don't stop",
    'Do not stop',
    'não pare',
    'nao quero parar',
    'pare de demorar, quero meu pedido',
    'stop it, this is great',
    'Quero cancelar o pedido 1042',
    'cancelar pedido',
    'posso sair hoje?',
    'sim',
    'YES',
    'sin parar',
    'me ajuda com o pedido',
    'the end of the month',
    's o s',
    'e o p',
    'kkkk',
    'stop and start',
    'no no no',
    'parada',
    'baja temperatura',
    `stop ${' '.repeat(300)} by my shop tomorrow`,
    '',
    '   ',
    '🛑',
    '...',
  ])('%j is not a keyword', (text) => {
    expect(replyKeywordOf(text)).toBeUndefined();
  });

  it('however long it is', () => {
    expect(replyKeywordOf(`stop ${'x'.repeat(1_000_000)}`)).toBeUndefined();
  });
});

it('case, accents and punctuation never change a keyword', () => {
  const words = fc.constantFrom('stop', 'parar', 'salir', 'start', 'ajuda');
  const decoration = fc.array(fc.constantFrom(' ', '\n', '!', '.', '…', '🙏', '*', '_', '"', '\u200b'), {
    maxLength: 5,
  });
  fc.assert(
    fc.property(words, decoration, decoration, fc.boolean(), (word, before, after, loud) => {
      const said = [...before, loud ? word.toUpperCase() : word, ...after].join('');
      expect(replyKeywordOf(said)).toBe(replyKeywordOf(word));
      expect(replyKeywordOf(word)).toBeDefined();
    }),
  );
});

it('a word more makes it another message', () => {
  fc.assert(
    fc.property(fc.constantFrom('stop', 'parar', 'salir'), fc.stringMatching(/^x[a-z]{1,8}$/), (word, more) => {
      expect(replyKeywordOf(`${word} ${more}`)).toBeUndefined();
      expect(replyKeywordOf(`${more} ${word}`)).toBeUndefined();
    }),
  );
});

describe('a yes', () => {
  it.each(['YES', 'y', 'Sim', 'SIM!', 'sim, quero', 's', 'Sí', 'si', 'Sí, quiero 👍', 'Aceito.', 'acepto', 'confirmo'])(
    'is %j',
    (text) => {
      expect(isYes(text)).toBe(true);
      expect(replyKeywordOf(text)).toBeUndefined();
    },
  );

  it.each([
    'no',
    'não',
    'sim, mas depois',
    'talvez sim',
    'yes or no?',
    'sino',
    'ok?',
    '',
    '👍',
    'stop',
    's '.repeat(80),
  ])('is not %j', (text) => {
    expect(isYes(text)).toBe(false);
  });
});
