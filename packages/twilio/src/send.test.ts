import type { Submission } from '@recado/messaging';
import { describe, expect, it } from 'vitest';
import { messageParams } from './send.ts';

describe('the parameters of a message', () => {
  const contentSid = `HX${'1'.repeat(32)}`;
  const serviceSid = `MG${'2'.repeat(32)}`;
  const callback = 'https://example.com/cb';
  const sms: Submission = {
    messageId: 'm1',
    channel: 'sms',
    from: '+551150289876',
    to: '+5511988887777',
    content: { kind: 'body', body: 'Olá' },
  };
  const whatsapp: Submission = {
    ...sms,
    channel: 'whatsapp',
    content: { kind: 'content', contentSid, variables: { '1': 'Ana "A"', '2': '42' } },
  };

  it('sends a text by SMS', () => {
    expect(messageParams(sms, callback)).toEqual({
      to: '+5511988887777',
      from: '+551150289876',
      body: 'Olá',
      statusCallback: callback,
    });
  });

  it.each([
    ['Veja', { body: 'Veja', mediaUrl: ['https://x.test/1', 'https://x.test/2'] }],
    ['', { mediaUrl: ['https://x.test/1', 'https://x.test/2'] }],
  ])('sends files beside the text "%s"', (body, expected) => {
    const content = { kind: 'body', body, media: ['https://x.test/1', 'https://x.test/2'] } as const;
    const {
      to: _to,
      from: _from,
      ...rest
    } = messageParams({ ...sms, content: { ...content, media: [...content.media] } }, callback);
    expect(rest).toEqual({ ...expected, statusCallback: callback });
  });

  it('sends a template by WhatsApp, both addresses marked', () => {
    expect(messageParams(whatsapp, callback)).toEqual({
      to: 'whatsapp:+5511988887777',
      from: 'whatsapp:+551150289876',
      contentSid,
      contentVariables: '{"1":"Ana \\"A\\"","2":"42"}',
      statusCallback: callback,
    });
  });

  it('sends a text by WhatsApp', () => {
    const params = messageParams({ ...sms, channel: 'whatsapp' }, callback);
    expect(params).toMatchObject({ to: 'whatsapp:+5511988887777', from: 'whatsapp:+551150289876', body: 'Olá' });
  });

  it('sends through a Messaging Service, whose SID is never marked', () => {
    const params = messageParams({ ...whatsapp, from: serviceSid }, callback);
    expect(params).toMatchObject({ to: 'whatsapp:+5511988887777', messagingServiceSid: serviceSid });
    expect(params).not.toHaveProperty('from');
  });

  it('leaves out the variables of a template that takes none', () => {
    const content = { kind: 'content', contentSid, variables: {} } as const;
    expect(messageParams({ ...whatsapp, content }, callback)).not.toHaveProperty('contentVariables');
  });

  it.each([
    [3_600, 3_600],
    [90.9, 90],
    [0, 1],
    [-5, 1],
    [2_592_000, 36_000],
  ])('a validity of %d s is given as %d s', (validityPeriod, given) => {
    expect(messageParams({ ...sms, validityPeriod }, callback)).toHaveProperty('validityPeriod', given);
  });
});
