import type { Content } from './content.ts';

type Starting = {
  name: string;
  category: 'UTILITY' | 'MARKETING';
  samples: Record<string, string>;
  texts: Record<'pt_BR' | 'en', { sid: string; body: string }>;
};

const starting: Starting[] = [
  {
    name: 'order_confirmation',
    category: 'UTILITY',
    samples: { '1': '1234' },
    texts: {
      pt_BR: {
        sid: 'HX00000000000000000000000000000101',
        body: 'Recebemos o seu pedido {{1}} e já estamos cuidando dele. Obrigado por comprar com a gente!',
      },
      en: {
        sid: 'HX00000000000000000000000000000102',
        body: 'We have received your order {{1}} and are taking care of it. Thank you for shopping with us!',
      },
    },
  },
  {
    name: 'promotion',
    category: 'MARKETING',
    samples: { '1': '20%' },
    texts: {
      pt_BR: {
        sid: 'HX00000000000000000000000000000201',
        body: 'Só nesta semana: {{1}} de desconto em toda a loja. Responda SAIR para não receber mais ofertas.',
      },
      en: {
        sid: 'HX00000000000000000000000000000202',
        body: 'This week only: {{1}} off everything in the shop. Reply STOP to hear no more of our offers.',
      },
    },
  },
  {
    name: 'order_status',
    category: 'UTILITY',
    samples: { '1': '1234', '2': 'a caminho' },
    texts: {
      pt_BR: {
        sid: 'HX00000000000000000000000000000301',
        body: 'Novidade sobre o seu pedido {{1}}: agora ele está {{2}}. Qualquer dúvida, é só responder aqui.',
      },
      en: {
        sid: 'HX00000000000000000000000000000302',
        body: 'News of your order {{1}}: it is now {{2}}. If you have a question, just reply to this message.',
      },
    },
  },
];

/** What the account has from the start, approved: three of a shop's messages, each in Portuguese and English. */
export const startingContents = (now: number): Content[] =>
  starting.flatMap(({ name, category, samples, texts }) =>
    Object.entries(texts).map(([language, { sid, body }]) => ({
      sid,
      friendlyName: name,
      language,
      variables: samples,
      types: { 'twilio/text': { body } },
      createdAt: now,
      approval: { name, category, submittedAt: Number.NEGATIVE_INFINITY },
    })),
  );
