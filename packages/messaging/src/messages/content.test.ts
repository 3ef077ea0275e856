import { describe, expect, it } from 'vitest';
import type { RecordedTemplate } from '../templates/template.ts';
import {
  checkVariables,
  chooseContent,
  compose,
  fitsChannel,
  measure,
  numberVariables,
  renderBody,
  variableIssues,
} from './content.ts';

describe('the category of a message', () => {
  const at = new Date(0);
  const order = ['authentication', 'utility', 'marketing'] as const;
  const choose = (
    own: (typeof order)[number],
    category?: (typeof order)[number],
    approval?: RecordedTemplate['approval'],
  ) =>
    chooseContent(
      { to: '+5511987654321', template: 'own', ...(category && { category }) },
      {
        name: 'own',
        language: 'pt_BR',
        channel: 'sms',
        category: own,
        body: 'Oi',
        variables: [],
        createdAt: at,
        updatedAt: at,
        ...(approval && { approval }),
      },
      'sms',
    );

  const pairs = order.flatMap((own) => order.map((category) => [own, category] as const));
  const isMilder = ([own, category]: (typeof pairs)[number]) => order.indexOf(category) < order.indexOf(own);

  it.each([...order.map((own) => [own, undefined] as const), ...pairs.filter((pair) => !isMilder(pair))])(
    'of a template of %s may be %s: it is not milder',
    (own, category) => {
      expect(choose(own, category)).toMatchObject({ name: 'own' });
    },
  );

  it.each(pairs.filter(isMilder))('of a template of %s may not be %s: it is milder', (own, category) => {
    expect(() => choose(own, category)).toThrow(
      expect.objectContaining({
        errors: [expect.objectContaining({ field: 'category', reason: 'milder_than_template' })],
      }),
    );
  });

  const approved = (own: (typeof order)[number], whatsapp: (typeof order)[number], category: (typeof order)[number]) =>
    choose(own, category, { status: 'approved', category: whatsapp, checkedAt: at });

  it.each(pairs.filter(isMilder))('of a template that WhatsApp puts in %s may not be %s', (whatsapp, category) => {
    for (const own of order) {
      expect(() => approved(own, whatsapp, category), own).toThrow(
        expect.objectContaining({
          errors: [expect.objectContaining({ field: 'category', reason: 'milder_than_template' })],
        }),
      );
      expect(approved(own, whatsapp, 'marketing')).toMatchObject({ name: 'own' });
    }
  });

  it('of a text may be any but authentication', () => {
    const text = (category: (typeof order)[number]) =>
      chooseContent({ to: '+5511987654321', body: 'Oi', category }, undefined, 'sms');
    expect(text('utility')).toEqual({ kind: 'body', body: 'Oi' });
    expect(text('marketing')).toEqual({ kind: 'body', body: 'Oi' });
    expect(() => text('authentication')).toThrow(
      expect.objectContaining({ errors: [expect.objectContaining({ field: 'category', reason: 'needs_template' })] }),
    );
  });
});

describe('the content of a message', () => {
  const contentSid = `HX${'a'.repeat(32)}`;
  const template = { contentSid, body: 'Pedido {{order_id}}: {{ status }}!', variables: ['order_id', 'status'] };
  const content = {
    kind: 'template',
    name: 'order_status',
    language: 'pt_BR',
    variables: { status: 'pronto', order_id: '1042' },
  } as const;

  const otherVariables = ['order_id', 'eta'];

  describe('from a template', () => {
    it('gives WhatsApp the ContentSid and the variables by position', () => {
      expect(compose(content, 'whatsapp', template)).toEqual({
        kind: 'content',
        contentSid,
        variables: { '1': '1042', '2': 'pronto' },
      });
    });

    it('leaves a numeric name as it is', () => {
      const numbered = { contentSid, variables: ['3', 'name'] };
      const given = { ...content, variables: { '3': 'x', name: 'Ana' } };
      expect(compose(given, 'whatsapp', numbered)).toMatchObject({ variables: { '3': 'x', '2': 'Ana' } });
    });

    it('fills the text for SMS', () => {
      expect(compose(content, 'sms', template)).toEqual({ kind: 'body', body: 'Pedido 1042: pronto!' });
    });

    it('does not fill a value that looks like a placeholder', () => {
      const tricky = { ...content, variables: { order_id: '{{status}}', status: '$&' } };
      expect(compose(tricky, 'sms', template)).toEqual({ kind: 'body', body: 'Pedido {{status}}: $&!' });
    });

    it('sends free text as it is', () => {
      expect(compose({ kind: 'body', body: 'Olá {{x}}' }, 'sms', undefined)).toEqual({
        kind: 'body',
        body: 'Olá {{x}}',
      });
    });

    it.each([
      ['is gone', undefined, 'whatsapp'],
      ['takes another variable now', { ...template, variables: otherVariables }, 'whatsapp'],
      ['lost its ContentSid', { body: template.body, variables: template.variables }, 'whatsapp'],
      ['lost its text', { contentSid, variables: template.variables }, 'sms'],
    ] as const)('gives nothing when the template %s', (_why, changed, channel) => {
      expect(compose(content, channel, changed)).toBeUndefined();
    });
  });

  it('a template fits WhatsApp by its ContentSid and SMS by its text', () => {
    expect(fitsChannel({ contentSid, variables: [] }, 'whatsapp')).toBe(true);
    expect(fitsChannel({ contentSid, variables: [] }, 'sms')).toBe(false);
    expect(fitsChannel({ body: 'x', variables: [] }, 'sms')).toBe(true);
  });
});

describe('the variables of a template', () => {
  const known = ['order_id', 'status'];
  const good = { order_id: '1042', status: 'pronto' };

  describe('that are missing, unknown or too long', () => {
    it('finds none in values that fit', () => expect(variableIssues(known, good, 'whatsapp')).toEqual([]));

    it.each(['👍🏽', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '-', 'مرحبا', '{{1}}', '$&', 'a    b'])('finds none in %j', (status) =>
      expect(variableIssues(known, { ...good, status }, 'whatsapp')).toEqual([]),
    );

    it('finds one that objects have of their own', () => {
      expect(variableIssues(['constructor'], {}, 'sms')).toMatchObject([{ reason: 'required' }]);
      expect(renderBody('{{constructor}} {{toString}}', {})).toBe('{{constructor}} {{toString}}');
      expect(numberVariables(['constructor'], {})).toEqual({});
    });

    it.each([
      [{ order_id: '1042' }, 'variables.status', 'required'],
      [{ ...good, discount: '10' }, 'variables.discount', 'unknown_variable'],
      [{ ...good, status: '' }, 'variables.status', 'empty'],
      [{ ...good, status: '   ' }, 'variables.status', 'empty'],
      [{ ...good, status: '\u2800' }, 'variables.status', 'empty'],
      [{ ...good, status: '\u0301' }, 'variables.status', 'empty'],
      [{ ...good, status: '\u{e0041}\u{e007f}' }, 'variables.status', 'empty'],
      [{ ...good, status: 'a\nb' }, 'variables.status', 'line_break'],
      [{ ...good, status: 'a\rb' }, 'variables.status', 'line_break'],
      [{ ...good, status: 'a\u2028b' }, 'variables.status', 'line_break'],
      [{ ...good, status: 'a\tb' }, 'variables.status', 'tab'],
      [{ ...good, status: 'a     b' }, 'variables.status', 'spaces'],
      [{ ...good, status: 'a'.repeat(1601) }, 'variables.status', 'too_long'],
    ])('finds the issue in %j', (given, field, reason) => {
      expect(variableIssues(known, given, 'whatsapp')).toEqual([{ field, reason, message: expect.any(String) }]);
    });

    it('takes four spaces in a row', () => expect(variableIssues(['a'], { a: 'x    y' }, 'whatsapp')).toEqual([]));

    it.each(['a\r\nb', 'a\tb', 'a     b'])('takes %j for an SMS, which may have lines', (a) => {
      expect(variableIssues(['a'], { a }, 'sms')).toEqual([]);
    });

    it.each([' \n', 'a'.repeat(1601)])('refuses what is empty or too long for an SMS, too', (a) => {
      expect(variableIssues(['a'], { a }, 'sms')).toHaveLength(1);
    });

    it('does not take what an object inherits for a value', () => {
      expect(variableIssues(['constructor'], {}, 'sms')).toMatchObject([{ reason: 'required' }]);
    });
  });

  it('names every issue of the variables at once', () => {
    expect(() => checkVariables(known, { status: '', extra: 'x' }, 'whatsapp')).toThrow(
      expect.objectContaining({
        type: 'invalid-request',
        errors: [
          expect.objectContaining({ field: 'variables.order_id', reason: 'required' }),
          expect.objectContaining({ field: 'variables.status', reason: 'empty' }),
          expect.objectContaining({ field: 'variables.extra', reason: 'unknown_variable' }),
        ],
      }),
    );
  });
});

describe('the size of a text', () => {
  const epoch = new Date(0);
  const template = {
    name: 'order',
    language: 'pt_BR',
    channel: 'sms',
    category: 'utility',
    body: 'Pedido {{order_id}}',
    variables: ['order_id'],
    createdAt: epoch,
    updatedAt: epoch,
  } as const;
  const filledWith = (text: string) =>
    ({ kind: 'template', name: 'order', language: 'pt_BR', variables: { order_id: text } }) as const;

  it.each([
    ['a short text', { kind: 'body', body: 'Oi' } as const, 1],
    ['a long text', { kind: 'body', body: 'x'.repeat(161) } as const, 2],
    ['a template with what is filled in', filledWith('x'.repeat(160)), 2],
    ['a letter that no GSM alphabet has', filledWith(`ã${'x'.repeat(69)}`), 2],
  ])('counts the segments of %s', (_what, content, segments) => {
    expect(measure(content, 'sms', { ...template, variables: ['order_id'] })).toBe(segments);
  });

  it('does not count for WhatsApp', () => {
    expect(measure({ kind: 'body', body: 'x'.repeat(1_000) }, 'whatsapp', undefined)).toBeUndefined();
  });
});
