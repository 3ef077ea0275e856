import { describe, expect, it } from 'vitest';
import { draftTemplate, type ListedContent } from './listed-template.ts';

const at = new Date('2026-11-22T12:00:00Z');
const content: ListedContent = {
  sid: `HX${'a'.repeat(32)}`,
  name: 'back_in_stock',
  language: 'pt_BR',
  placeholders: ['1', '2'],
  text: '{{1}} voltou, por {{2}}!',
  status: 'approved',
  category: 'utility',
};

const nameOf = (name: string) => {
  const drafted = draftTemplate({ ...content, name }, at);
  return drafted.kind === 'drafted' ? drafted.template.name : drafted.reason;
};

describe('a content makes a template', () => {
  it('with its language, category, variables and text, as WhatsApp has it', () => {
    expect(draftTemplate(content, at)).toEqual({
      kind: 'drafted',
      template: {
        name: 'back_in_stock',
        language: 'pt_BR',
        channel: 'whatsapp',
        category: 'utility',
        contentSid: content.sid,
        body: '{{1}} voltou, por {{2}}!',
        variables: ['1', '2'],
        approval: { status: 'approved', category: 'utility', checkedAt: at },
        syncedAt: at,
        createdAt: at,
        updatedAt: at,
      },
    });
  });

  it.each([
    ['Confirmação de Pedido – v2', 'confirmacao_de_pedido_v2'],
    ['  __Olá!__ ', 'ola'],
    ['x'.repeat(200), 'x'.repeat(128)],
    ['日本', 'no_name'],
    ['', 'no_name'],
  ])('named %j it is called %s', (name, fitted) => {
    expect(nameOf(name)).toBe(fitted);
  });

  it('counts as marketing until WhatsApp has given it a category', () => {
    const { category: _category, ...unsubmitted } = content;
    expect(draftTemplate({ ...unsubmitted, status: 'unsubmitted' }, at)).toMatchObject({
      template: { category: 'marketing', approval: { status: 'unsubmitted' } },
    });
  });

  it('keeps its parts, and no text that breaks the rules for SMS', () => {
    const card = { type: 'twilio/card', body: 'Oferta [[nome]]', buttons: [{ type: 'url', text: 'Ver' }] } as const;
    const parts = { ...card, buttons: [...card.buttons] };
    const drafted = draftTemplate({ ...content, text: card.body, content: parts }, at);
    expect(drafted).toMatchObject({ kind: 'drafted', template: { content: parts } });
    expect(drafted).not.toHaveProperty('template.body');
  });

  it('has no text when it is a picture or a card', () => {
    const { text: _text, ...card } = content;
    const drafted = draftTemplate(card, at);
    expect(drafted).toMatchObject({ kind: 'drafted' });
    expect(drafted).not.toHaveProperty('template.body');
  });
});

it.each<[string, Partial<ListedContent>, string]>([
  ['placeholders that are words', { placeholders: ['1', 'name'] }, 'named_variables'],
  ['an unknown language', { language: 'zh_Hans_CN' }, 'invalid'],
  ['a text that is too long', { text: 'x'.repeat(1601) }, 'invalid'],
])('%s make none, and it is said why', (_what, change, reason) => {
  expect(draftTemplate({ ...content, ...change }, at)).toEqual({
    kind: 'skipped',
    reason,
    message: expect.stringMatching(/\w/),
  });
});
