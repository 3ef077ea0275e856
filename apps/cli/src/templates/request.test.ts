import { expect, test } from 'vitest';
import { PutOptions, toTemplate } from './request.ts';

test('of the options of a put only what was given is sent', () => {
  const options = PutOptions.parse({ channel: 'sms', category: 'utility', body: 'Oi {{a}}', variables: ['a'] });
  expect(toTemplate(options)).toEqual({ channel: 'sms', category: 'utility', body: 'Oi {{a}}', variables: ['a'] });
});
