import type { RecordedTemplate } from '@recado/messaging';
import { isTwilio } from '@recado/runtime';

/** Holds a text in one language, and the ContentSid under which the simulator has it. */
type Text = { language: string; body: string; simulated: string };

type Seed = Pick<RecordedTemplate, 'name' | 'category' | 'variables'> & { texts: Text[] };

/**
 * The templates to begin with. At Twilio each account has ContentSids of its own: there, WhatsApp sends one of them
 * once it was PUT with its own.
 */
export const seedTemplates = (now: Date, twilioBaseUrl: string): RecordedTemplate[] =>
  seeds.flatMap(({ texts, ...seed }) =>
    texts.map(({ language, body, simulated }, index) => {
      // The order of the languages is the order of their times.
      const at = new Date(now.getTime() + index);
      const content = isTwilio(twilioBaseUrl) ? {} : { contentSid: simulated };
      return { ...seed, language, body, channel: 'whatsapp', ...content, createdAt: at, updatedAt: at };
    }),
  );

/**
 * The shop has these three templates. The language that comes first is the one that a message gets which names none.
 */
const seeds: Seed[] = [
  {
    name: 'order_confirmation',
    category: 'utility',
    variables: ['order_id'],
    texts: [
      {
        language: 'pt_BR',
        body: 'Recebemos o seu pedido {{order_id}} e já estamos cuidando dele. Obrigado por comprar com a gente!',
        simulated: 'HX00000000000000000000000000000101',
      },
      {
        language: 'en',
        body: 'We have received your order {{order_id}} and are taking care of it. Thank you for shopping with us!',
        simulated: 'HX00000000000000000000000000000102',
      },
    ],
  },
  {
    name: 'promotion',
    category: 'marketing',
    variables: ['discount'],
    texts: [
      {
        language: 'pt_BR',
        body: 'Só nesta semana: {{discount}} de desconto em toda a loja. Responda SAIR para não receber mais ofertas.',
        simulated: 'HX00000000000000000000000000000201',
      },
      {
        language: 'en',
        body: 'This week only: {{discount}} off everything in the shop. Reply STOP to hear no more of our offers.',
        simulated: 'HX00000000000000000000000000000202',
      },
    ],
  },
  {
    name: 'order_status',
    category: 'utility',
    variables: ['order_id', 'status'],
    texts: [
      {
        language: 'pt_BR',
        body: 'Novidade sobre o seu pedido {{order_id}}: agora ele está {{status}}. Qualquer dúvida, é só responder aqui.',
        simulated: 'HX00000000000000000000000000000301',
      },
      {
        language: 'en',
        body: 'News of your order {{order_id}}: it is now {{status}}. If you have a question, just reply to this message.',
        simulated: 'HX00000000000000000000000000000302',
      },
    ],
  },
];
