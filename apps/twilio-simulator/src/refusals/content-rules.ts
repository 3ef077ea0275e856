import { isAcceptable } from '../content/variables.ts';
import type { Draft } from '../messages/create-form.ts';
import type { Rule } from './rule.ts';

const maxBody = 1600;
const maxVariables = 100;
const maxMedia = { sms: 10, whatsapp: 1 };

const isWeb = (text: string) => /^https?:$/.test(URL.parse(text)?.protocol ?? '');

const namesAndValues = ({ variables }: Draft) => Object.entries(variables ?? {});

export const contentRules: Rule[] = [
  { code: 21617, broken: ({ form }) => form.Body.length > maxBody },
  { code: 21620, broken: ({ form }) => !form.MediaUrl.every(isWeb) },
  { code: 21623, broken: ({ form, to }) => form.MediaUrl.length > maxMedia[to?.channel ?? 'sms'] },
  { code: 21654, broken: ({ form }) => form.ContentVariables !== '' && form.ContentSid === '' },
  {
    code: 21655,
    broken: ({ form }, { isContent }) =>
      form.ContentSid !== '' && (!/^HX[0-9a-fA-F]{32}$/.test(form.ContentSid) || !isContent(form.ContentSid)),
  },
  { code: 21656, broken: ({ form, variables }) => form.ContentVariables !== '' && variables === undefined },
  { code: 92002, broken: (draft) => namesAndValues(draft).length > maxVariables },
  { code: 21656, broken: (draft) => !namesAndValues(draft).every(([, value]) => isAcceptable(value)) },
];
