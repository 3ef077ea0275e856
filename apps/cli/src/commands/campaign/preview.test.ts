import { RecadoProblem, type Recado } from '@recado/client';
import { expect, test } from 'vitest';
import { showSamples } from './preview.ts';

test('samples skip a line whose person is already in an earlier line', async () => {
  const preview: Recado['campaigns']['preview'] = async (_id, { line } = {}) => {
    if (line === 3) throw new RecadoProblem({ status: 404, type: 'not-found' });
    return {
      recipient: '019a1c5e-7c4f-7b3a-9d2e-3f6a5b4c8d90',
      line: Number(line),
      to: '+55119****5432',
      channel: 'sms',
      language: 'pt_BR',
      variables: {},
      text: `Oi, ${line}\nTchau`,
    };
  };
  const notes: string[] = [];
  await showSamples({ campaigns: { preview }, screen: { note: (line) => void notes.push(line) } }, 'id', [2, 3, 14]);
  expect(notes).toEqual([
    'Message to line 2, in pt_BR:\n  Oi, 2\n  Tchau\n',
    'Message to line 14, in pt_BR:\n  Oi, 14\n  Tchau\n',
  ]);
});

test('samples have the media, the footer and the buttons of a content below its text', async () => {
  const preview: Recado['campaigns']['preview'] = async () => ({
    recipient: '019a1c5e-7c4f-7b3a-9d2e-3f6a5b4c8d90',
    line: 2,
    to: '+55119****5432',
    channel: 'whatsapp',
    language: 'pt_BR',
    text: 'Oi, Ana',
    content: {
      type: 'twilio/card',
      media: ['https://x.test/a.png'],
      body: 'Oi, Ana',
      footer: 'Só hoje',
      buttons: [{ type: 'url', text: 'Ver', value: 'https://x.test' }],
    },
  });
  const notes: string[] = [];
  await showSamples({ campaigns: { preview }, screen: { note: (line) => void notes.push(line) } }, 'id', [2]);
  expect(notes).toEqual([
    'Message to line 2, in pt_BR:\n  Oi, Ana\n  [media] https://x.test/a.png\n  [footer] Só hoje\n  [button] Ver → https://x.test\n',
  ]);
});
