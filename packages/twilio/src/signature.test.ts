import { describe, expect, it } from 'vitest';
import { verifySignature } from './signature.ts';

const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
const at = (origin: string) => url.replace('https://mycompany.com', origin);
const call = {
  CallSid: 'CA1234567890ABCDE',
  Caller: '+14158675309',
  Digits: '1234',
  From: '+14158675309',
  To: '+18005551212',
};
const ended = { ...call, ReasonConferenceEnded: 'test', Reason: 'Participant' };
const binding = 'MessagingBinding.Address';
const repeated = { Sid: 'CA123', SidAccount: 'AC123', Digits: ['5678', '1234', '1234'] };
const amazing = `${url}&Body=It`;
const authTokens = ['12345'];

type Form = Record<string, string | string[]>;

/** Published in the test suites of twilio-node, -python, -ruby and -go. */
const vectors: [string, string, Form, string][] = [
  ['a plain URL', url, call, 'RSOYDt4T1cUTdK1PDd93/VVr8B8='],
  ['a URL with its standard port', at('https://mycompany.com:443'), call, 'kvajT1Ptam85bY51eRf/AJRuM3w='],
  ['a URL whose standard port was signed', url, call, 'kvajT1Ptam85bY51eRf/AJRuM3w='],
  ['a port of its own', at('http://mycompany.com:1234'), call, 'Zmvh+3yNM1Phv2jhDCwEM3q5ebU='],
  ['http with its standard port', at('http://mycompany.com:80'), call, '0ZXoZLH/DfblKGATFgpif+LLRf4='],
  ['a user and password', at('https://user:pass@mycompany.com'), call, 'CukzLTc1tT5dXEDIHm/tKBanW10='],
  ['a user, password and port', at('https://user:pass@mycompany.com:443'), call, 'ZQFR1PTIZXF2MXB8ZnKCvnnA+rI='],
  ['a user', at('https://user@mycompany.com'), call, '2YRLlVAflCqxaNicjMpJcSTgzSs='],
  ['a user and port', at('https://user@mycompany.com:443'), call, 'aZfj4hyX1MLZhSS6QIL18Vn2/RA='],
  ['an escaped quote', `${amazing}%27s+amazing`, call, 'TfZzewPq8wqrGlMfyAud8+/IvJ0='],
  ['a quote that was escaped when signed', `${amazing}'s+amazing`, call, 'TfZzewPq8wqrGlMfyAud8+/IvJ0='],
  ['a quote as it is', `${amazing}'s+amazing`, call, 'dsq4Ehbj6cs+KdTkpF5sSSplOWw='],
  ['a list', url, { [binding]: ['+1325xxxxxxx', '+1415xxxxxxx'] }, '83O6e2vORAoJHUNzJjDWN1jz+BA='],
  ['a list in another order', url, { [binding]: ['+1415xxxxxxx', '+1325xxxxxxx'] }, '83O6e2vORAoJHUNzJjDWN1jz+BA='],
  ['a list that repeats itself', url, repeated, 'IK+Dwps556ElfBT0I3Rgjkr1wJU='],
  ['a name that another begins with', url, ended, 'vOEb5UThFn24KEfnOFLQY2AE5FY='],
  ['the same over http', at('http://mycompany.com'), ended, 'n2xBNyzSW7rfYStDtOFiFMv7qNo='],
  ['any names', url, { property: 'value', boolean: 'true' }, 'NBdBDr/T/lgjI+tlgpXjKZQZs/k='],
];

it.each(vectors)('accepts %s', (_, signedUrl, params, signature) => {
  expect(verifySignature({ authTokens, url: signedUrl, params, signature })).toBe(true);
});

it('refuses a signature over wrongly sorted fields', () => {
  expect(verifySignature({ authTokens, url, params: ended, signature: '95+Bu0JVPi0r/SsESZCVf0dWAjw=' })).toBe(false);
});

const hash = '0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620';
const emptyHash = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';
const json = '{"property": "value", "boolean": true}';

describe('a JSON body', () => {
  it.each([
    [`${url}&bodySHA256=${hash}`, json, 'a9nBmqA0ju/hNViExpshrM61xv4='],
    [`https://mycompany.com/myapp.php?bodySHA256=${hash}`, json, 'y77kIzt2vzLz71DgmJGsen2scGs='],
    [`${url}&bodySHA256=${emptyHash}`, '{}', 'Ldidvp12m26NI7eqEvxnEpkd9Hc='],
    [`${url}&bodySHA256=${emptyHash}`, '{}', 'rw/jVviOgicj2+kHZULvebnA4ag='],
  ])('is accepted when its hash is in the URL %s', (signedUrl, body, signature) => {
    expect(verifySignature({ authTokens, url: signedUrl, body, signature })).toBe(true);
  });

  it('is refused when it is another than was signed', () => {
    const signed = { authTokens, url: `${url}&bodySHA256=${hash}`, signature: 'a9nBmqA0ju/hNViExpshrM61xv4=' };
    expect(verifySignature({ ...signed, body: json.replace('value', 'other') })).toBe(false);
  });
});

describe('a WhatsApp callback', () => {
  const sid = `SM${'1'.repeat(32)}`;
  const callback = {
    authTokens: ['test_auth_token'],
    url: 'https://api.example.com/webhooks/twilio/status?rid=01J0',
    signature: '5v+6jYiThJrwjxPNerD4ipBm0gU=',
    params: {
      AccountSid: `AC${'a'.repeat(32)}`,
      ApiVersion: '2010-04-01',
      ChannelInstallSid: `XE${'b'.repeat(32)}`,
      ChannelPrefix: 'whatsapp',
      ErrorCode: '63016',
      ChannelStatusMessage: 'Janela de 24h — não permitida',
      From: 'whatsapp:+5511999990000',
      MessageSid: sid,
      SmsSid: sid,
      MessageStatus: 'undelivered',
      SmsStatus: 'undelivered',
      To: 'whatsapp:+5511988887777',
    },
  };

  it('is accepted', () => {
    expect(verifySignature(callback)).toBe(true);
  });

  it('is accepted under any of the tokens while they are replaced', () => {
    expect(verifySignature({ ...callback, authTokens: ['new_token', 'test_auth_token'] })).toBe(true);
    expect(verifySignature({ ...callback, authTokens: ['new_token'] })).toBe(false);
    expect(verifySignature({ ...callback, authTokens: [] })).toBe(false);
  });

  it('is refused if a field was changed, added or left out', () => {
    const { ErrorCode: _code, ...fewer } = callback.params;
    expect(verifySignature({ ...callback, params: fewer })).toBe(false);
    expect(verifySignature({ ...callback, params: { ...callback.params, Extra: '' } })).toBe(false);
    expect(verifySignature({ ...callback, params: { ...callback.params, MessageStatus: 'delivered' } })).toBe(false);
  });

  it('is refused at another URL', () => {
    expect(verifySignature({ ...callback, url: `${callback.url}1` })).toBe(false);
  });

  it.each([undefined, '', 'x', `${callback.signature}=`, 'não é base64 🙂'])(
    'is refused with the signature %o',
    (signature) => {
      expect(verifySignature({ ...callback, signature })).toBe(false);
    },
  );
});

it.each(['', 'no url', 'http://', '//host/path', 'https://[::1'])(
  'refuses the URL %o instead of throwing',
  (broken) => {
    expect(verifySignature({ authTokens, url: broken, params: call, signature: 'RSOYDt4T1cUTdK1PDd93/VVr8B8=' })).toBe(
      false,
    );
  },
);

it('never accepts an empty token', () => {
  // The right signature for it, which anybody can make.
  const signature = 't5xDBY6aFLdRIWN5NLeL/ANHa6A=';
  expect(verifySignature({ authTokens: [''], url, params: {}, signature })).toBe(false);
});
