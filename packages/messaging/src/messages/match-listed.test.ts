import { describe, expect, it } from 'vitest';
import { matchListed, type Candidate, type Listed, type SidOwner } from './match-listed.ts';

const text = (id: string, body: string, oldestMs = 60_000): Candidate => ({
  id,
  content: { kind: 'body', body },
  oldestMs,
  isInFlight: false,
});

type Variables = Record<string, string>;

const template = (id: string, variables: Variables, body?: string): Candidate => ({
  id,
  content: { kind: 'template', name: 'order', language: 'pt_BR', variables },
  template: { ...(body !== undefined && { body }), variables: Object.keys(variables) },
  oldestMs: 60_000,
  isInFlight: false,
});

const listed = (sid: string, body: string, ageMs = 1_000): Listed => ({ sid, body, ageMs });

const order = (id: string, number: string) => template(id, { order_id: number }, 'Pedido {{order_id}} recebido');

const resultOf = (messages: Candidate[], atTwilio: Listed[], owners: SidOwner[] = []) =>
  Object.fromEntries(
    Array.from(matchListed(messages, atTwilio, owners), ([id, match]) => [
      id,
      match.kind === 'found' ? match.twilioSid : match.kind,
    ]),
  );

type Row = [what: string, messages: Candidate[], atTwilio: Listed[], result: Record<string, string>];

describe('one message', () => {
  it.each<Row>([
    ['the very text', [text('a', 'Oi, Ana')], [listed('1', 'Oi, Ana')], { a: '1' }],
    ['a rendered template', [order('a', '17')], [listed('1', 'Pedido 17 recebido')], { a: '1' }],
    [
      'its text without the value of its button',
      [template('a', { name: 'Ana Maria', link: 'https://x.test/9' }, 'Oi {{name}}')],
      [listed('1', 'Oi Ana Maria, tudo bem?')],
      { a: '1' },
    ],
    ['blanks joined and trimmed', [text('a', ' Oi,\n\n Ana ')], [listed('1', 'Oi, Ana')], { a: '1' }],
    ['a footer added', [text('a', 'Oi, Ana')], [listed('1', 'Oi, Ana\n\nSAIR para sair')], { a: '1' }],
    ['plainer characters and a footer', [text('a', '“Olá” Ana')], [listed('1', '"Ola" Ana. STOP')], { a: '1' }],
    ['its values in another approved text', [order('a', '1042')], [listed('1', 'Oba! O 1042 chegou')], { a: '1' }],
    [
      'the very text before an older one',
      [text('a', 'Olá!')],
      [listed('1', 'Olá! SAIR', 9), listed('2', 'Olá!', 1)],
      { a: '2' },
    ],
  ])('is found by %s', (_what, messages, atTwilio, result) => {
    expect(resultOf(messages, atTwilio)).toEqual(result);
  });

  it.each<Row>([
    ['no text', [text('a', 'Oi, Ana')], [listed('1', '')], { a: 'open' }],
    ['nothing but blanks', [order('a', '17')], [listed('1', ' \n')], { a: 'open' }],
    ['placeholders', [order('a', '17')], [listed('1', 'Pedido {{1}} recebido')], { a: 'open' }],
    ['a part of its text', [text('a', 'Oi, Ana, tudo bem?')], [listed('1', 'Oi, Ana')], { a: 'open' }],
    ['any text, for a template without variables', [template('a', {})], [listed('1', 'Oi, Ana')], { a: 'open' }],
    ['a text with its short value', [template('a', { n: '2' })], [listed('1', 'Faltam 2 dias')], { a: 'open' }],
    [
      'another value, for a template whose text is not known',
      [template('a', { n: '17' })],
      [listed('1', 'Pedido 1712')],
      { a: 'open' },
    ],
    [
      'two texts that are likely',
      [text('a', 'Oi, Ana')],
      [listed('1', 'Oi, Ana: x'), listed('2', 'Oi, Ana: y')],
      { a: 'open' },
    ],
  ])('waits for its callback while Twilio lists %s', (_what, messages, atTwilio, result) => {
    expect(resultOf(messages, atTwilio)).toEqual(result);
  });

  it.each<Row>([
    ['nothing', [text('a', 'Oi, Ana')], [], { a: 'absent' }],
    ['another text', [text('a', 'Oi, Ana')], [listed('1', 'Oi, Bia')], { a: 'absent' }],
    ['a longer number', [order('a', '17')], [listed('1', 'Pedido 1712 recebido')], { a: 'absent' }],
    ['a text from before its claim', [text('a', 'Oi, Ana')], [listed('1', 'Oi, Ana', 60_001)], { a: 'absent' }],
    ['no text, from before its claim', [text('a', 'Oi, Ana')], [listed('1', '', 60_001)], { a: 'absent' }],
  ])('is absent when Twilio lists %s', (_what, messages, atTwilio, result) => {
    expect(resultOf(messages, atTwilio)).toEqual(result);
  });
});

describe('several messages', () => {
  it.each<Row>([
    [
      'leave a text to the message that says it, though another fits any',
      [template('any', {}), text('own', 'Oi, Ana')],
      [listed('1', 'Oi, Ana')],
      { any: 'absent', own: '1' },
    ],
    [
      'leave a text with a footer to the only message that is likely',
      [template('any', {}), text('own', 'Oi, Ana')],
      [listed('1', 'Oi, Ana. SAIR')],
      { any: 'absent', own: '1' },
    ],
    [
      'all stay open while one listed text could match any',
      [order('a', '1'), order('b', '2')],
      [listed('1', '')],
      { a: 'open', b: 'open' },
    ],
    [
      'share equal texts in their order',
      [text('b', 'Oi', 40_000), text('a', 'Oi', 50_000)],
      [listed('2', 'Oi', 1_000), listed('1', 'Oi', 9_000)],
      { a: '1', b: '2' },
    ],
    [
      'never share one listed message',
      [text('a', 'Oi'), text('b', 'Oi')],
      [listed('1', 'Oi')],
      { a: '1', b: 'absent' },
    ],
    [
      'come before one of the same text that is in flight',
      [{ ...text('a', 'Oi', 50_000), isInFlight: true }, text('b', 'Oi', 40_000)],
      [listed('1', 'Oi')],
      { a: 'absent', b: '1' },
    ],
    [
      'get clear one after the other: what one has, another cannot mean',
      [text('a', 'Pedido 1712'), text('b', 'Pedido 1712 pronto')],
      [listed('1', 'Pedido 1712 pronto. SAIR'), listed('2', 'Pedido 1712')],
      { a: '2', b: '1' },
    ],
    [
      'stay open if the listed message could belong to another system',
      [text('a', 'Oi, Ana'), template('b', {})],
      [listed('1', 'Oi, Ana'), listed('2', 'Promoção!')],
      { a: '1', b: 'open' },
    ],
  ])('%s', (_what, messages, atTwilio, result) => {
    expect(resultOf(messages, atTwilio)).toEqual(result);
    expect(resultOf(messages.toReversed(), atTwilio.toReversed())).toEqual(result);
  });
});

describe('a listed message whose SID another message has', () => {
  const own = text('a', 'Oi, Ana');
  const ownerOf = (isOfPair: boolean, more: Partial<SidOwner> = {}): SidOwner => ({
    twilioSid: '1',
    isOfPair,
    ...more,
  });
  const bia = { content: text('b', 'Oi, Bia').content };

  it.each<[what: string, atTwilio: Listed[], owner: SidOwner, result: string]>([
    ['the owner is somebody else’s message', [listed('1', 'Oi, Ana')], ownerOf(false), 'open'],
    ['the owner is somebody else’s message of the same text', [listed('1', 'Oi, Ana')], ownerOf(false, own), 'open'],
    ['the owner is somebody else’s message, and no text is shown', [listed('1', '')], ownerOf(false), 'open'],
    ['the owner has another text', [listed('1', 'Oi, Ana')], ownerOf(true, bia), 'open'],
    ['the text is not this message’s either', [listed('1', 'Oi, Bia')], ownerOf(false), 'absent'],
    ['it is older than the claim', [listed('1', 'Oi, Ana', 60_001)], ownerOf(false), 'absent'],
    ['the owner has the same text', [listed('1', 'Oi, Ana')], ownerOf(true, own), 'absent'],
    ['the text fits the owner', [listed('1', 'Oi, Bia')], ownerOf(true, bia), 'absent'],
    ['no text is shown and the owner is of the pair', [listed('1', '')], ownerOf(true, bia), 'absent'],
    ['nothing is known of the owner’s text', [listed('1', 'Oi, Ana')], ownerOf(true), 'absent'],
    ['the message’s own is listed, too', [listed('1', 'Oi, Ana'), listed('2', 'Oi, Ana')], ownerOf(false), '2'],
  ])('%s', (_what, atTwilio, owner, result) => {
    expect(resultOf([own], atTwilio, [owner])).toEqual({ a: result });
  });
});

describe('files', () => {
  const files = (id: string, body = '', count = 1): Candidate => ({
    ...text(id, body),
    content: { kind: 'body', body, media: Array.from({ length: count }, (_, place) => `https://x.test/${place}`) },
  });
  const withFiles = (sid: string, body: string, media: number, ageMs = 1_000): Listed => ({
    ...listed(sid, body, ageMs),
    media,
  });

  it.each<Row>([
    ['with their text', [files('a', 'Veja só')], [withFiles('1', 'Veja só', 1)], { a: '1' }],
    ['without a text', [files('a')], [withFiles('1', '', 1)], { a: '1' }],
    ['where Twilio counts none', [files('a', 'Veja só')], [listed('1', 'Veja só')], { a: '1' }],
    [
      'beside the same text alone',
      [text('a', 'Veja só'), files('b', 'Veja só')],
      [withFiles('1', 'Veja só', 1), withFiles('2', 'Veja só', 0)],
      { a: '2', b: '1' },
    ],
  ])('are found %s', (_what, messages, atTwilio, result) => {
    expect(resultOf(messages, atTwilio)).toEqual(result);
  });

  it.each<Row>([
    ['the same text without files', [files('a', 'Veja só')], [withFiles('1', 'Veja só', 0)], { a: 'open' }],
    ['the same text with files', [text('a', 'Veja só')], [withFiles('1', 'Veja só', 1)], { a: 'open' }],
    ['another number of files', [files('a', '', 2)], [withFiles('1', '', 1)], { a: 'open' }],
    ['an empty text', [files('a')], [listed('1', '')], { a: 'open' }],
    [
      'a listed message that may be another one',
      [files('a'), text('b', 'Oi, Ana')],
      [withFiles('1', '', 1)],
      { a: 'open', b: 'open' },
    ],
    ['two listed ones', [files('a')], [withFiles('1', '', 1), withFiles('2', '', 1)], { a: 'open' }],
  ])('stay open for %s', (_what, messages, atTwilio, result) => {
    expect(resultOf(messages, atTwilio)).toEqual(result);
  });

  it('are absent where Twilio lists nothing that may be them', () => {
    expect(resultOf([files('a')], [])).toEqual({ a: 'absent' });
  });
});
