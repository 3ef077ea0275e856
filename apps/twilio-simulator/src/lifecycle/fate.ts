/** What becomes of a message that was taken. */
export type Fate = {
  /** The last status it reaches; `ordinary` is delivered, and on WhatsApp sometimes read. */
  end: 'ordinary' | 'queued' | 'sent' | 'delivered' | 'read' | 'undelivered' | 'failed';
  errorCode?: number;
  /** How many times longer than usual each step takes. */
  pace?: number;
};

/** `failed` never left Twilio, `undelivered` left and came back. */
const failed = (...codes: number[]) => codes.map((errorCode): Fate => ({ end: 'failed', errorCode }));
const undelivered = (...codes: number[]) => codes.map((errorCode): Fate => ({ end: 'undelivered', errorCode }));

const failures = [
  ...failed(30001, 30002, 30022, 30036, 30410, 30500, 63018, 63026, 63028, 63040, 63041, 63042),
  ...undelivered(30003, 30004, 30005, 30006, 30007, 30008, 30017),
  ...undelivered(63003, 63005, 63012, 63013, 63014, 63016, 63021, 63024, 63032, 63033, 63049),
];

/** No error code starts with 1: these are for what is no failure. */
const others: Record<string, Fate> = {
  10001: { end: 'sent' },
  10002: { end: 'queued' },
  10003: { end: 'ordinary', pace: 10 },
  10004: { end: 'delivered' },
  10005: { end: 'read' },
};

const fates = new Map<string, Fate>([
  ...failures.map((fate) => [String(fate.errorCode), fate] as const),
  ...Object.entries(others),
]);

/**
 * A number that ends in 55 and one of these five digits chooses its own fate: +5511905563024 ends undelivered with
 * 63024. Valid Brazilian and US numbers can end so, and numbers counted up from a round one rarely do. Codes from 63000 are
 * WhatsApp's: by SMS such a number is like any other.
 */
const marked = /^(whatsapp:)?.*55(\d{5})$/;

const ordinary: Fate = { end: 'ordinary' };

export const fateOf = (to: string): Fate => {
  const [, isWhatsapp, mark = ''] = marked.exec(to) ?? [];
  const fate = fates.get(mark) ?? ordinary;
  return (fate.errorCode ?? 0) >= 63_000 && !isWhatsapp ? ordinary : fate;
};
