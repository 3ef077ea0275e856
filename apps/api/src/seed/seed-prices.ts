import type { ListedPrice } from '@recado/messaging';

/** What Twilio takes for each WhatsApp message is in these, beside what Meta takes for a template. */
const whatsapp = (country: string, marketing: string, utility: string): ListedPrice[] => [
  { channel: 'whatsapp', category: 'marketing', country, amount: marketing },
  { channel: 'whatsapp', category: 'utility', country, amount: utility },
  { channel: 'whatsapp', category: 'authentication', country, amount: utility },
];

/** Of a segment. */
const sms = (country: string, amount: string): ListedPrice[] =>
  (['marketing', 'utility', 'authentication'] as const).map((category) => ({
    channel: 'sms',
    category,
    country,
    amount,
  }));

/**
 * Prices to begin with, in US dollars: the upper end of what was published for Brazil in late 2026, and for every other
 * country more than most cost. They are examples, and marked as such until somebody has put a list of their own.
 */
export const seedPrices = {
  currency: 'USD',
  prices: [
    ...whatsapp('BR', '0.0675', '0.0118'),
    ...whatsapp('*', '0.15', '0.05'),
    ...sms('BR', '0.06'),
    ...sms('US', '0.0125'),
    ...sms('*', '0.15'),
  ],
};
