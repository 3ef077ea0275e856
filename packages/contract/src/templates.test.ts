import { describe, expect, it } from 'vitest';
import { PutTemplate } from './templates.ts';

const sms = (body: string, variables = ['nome']) => ({ channel: 'sms', category: 'utility', body, variables });
const whatsapp = (variables: string[], change: object = {}) => ({
  channel: 'whatsapp',
  category: 'utility',
  content_sid: `HX${'d'.repeat(32)}`,
  variables,
  ...change,
});

const reasonsOf = (template: object) =>
  PutTemplate.safeParse(template).error?.issues.map((issue) =>
    issue.code === 'custom' ? String(issue.params?.['reason']) : issue.code,
  ) ?? [];

describe('a template', () => {
  it.each([[['nome', '1']], [['2', 'x']], [['1', '3', 'nome', '2', 'x', '5']], [['a', 'b', '2']]])(
    'must not lose a value: %j collide',
    (variables) => {
      expect(reasonsOf(whatsapp(variables))).toContain('collides');
    },
  );

  it.each([[['nome', 'pedido']], [['1', '2']], [['nome', '2']], [['2', '1']], [[]]])(
    'may number its variables: %j',
    (variables) => {
      expect(reasonsOf(whatsapp(variables))).toEqual([]);
    },
  );

  it.each([
    'Oi {nome}',
    'Oi {{nome}',
    'Oi {nome}}',
    'Oi {{{nome}}',
    'Oi ((nome))',
    'Oi [[nome]]',
    'Oi ::nome::',
    'Oi ##nome##',
    'Oi [FNAME]',
    'Oi [FIRST_NAME]',
    'Oi [First Name]',
    'Oi |NOME|',
    'Oi ${nome}',
    'Oi #{nome}',
    'Oi *|NOME|*',
    'Oi %NOME%',
    'Oi %nome%',
    'Oi %%Nome%%',
    'Oi <%= nome %>',
    'Oi <<nome>>',
    'Oi «nome»',
    'Oi [nome]',
    'Oi <nome>',
    'Oi {1}',
    'Oi {first name}',
    'Oi {Prénom}',
  ])('must not show a placeholder of another program: %s', (body) => {
    expect(reasonsOf(sms(`${body}, {{nome}}`))).toContain('foreign_placeholder');
    expect(reasonsOf(sms(body))).toContain('foreign_placeholder');
  });

  it.each([
    'Oi {{nome}}',
    'Oi {{ nome }}!',
    '[Loja] Oi {{nome}} ;-} 10% de desconto',
    'Oi {{nome}}: 10% ou 20% hoje (veja (aqui))',
    'A <b e> c {{nome}}',
    '{{nome}}{{nome}}',
  ])('may say %s', (body) => expect(reasonsOf(sms(body))).toEqual([]));

  it('must use each variable of an SMS, and list each that it uses', () => {
    expect(reasonsOf(sms('Oi'))).toEqual(['unused_variable']);
    expect(reasonsOf(sms('Oi {{nome}}', ['nome', 'pedido']))).toEqual(['unused_variable']);
    expect(reasonsOf(sms('Oi {{nome}} {{x}}'))).toEqual(['unknown_variable']);
    expect(reasonsOf(whatsapp(['nome'], { body: 'Oi' }))).toEqual([]);
  });
});
