import { z } from 'zod';

/** A type's own fields, e.g. `{ body }` of `twilio/text`. */
export type ContentTypes = Record<string, Record<string, unknown>>;

export type Approval = { name: string; category: string; submittedAt: number };

/** Describes a content of the account. Times are epoch milliseconds. */
export type Content = {
  readonly sid: string;
  readonly friendlyName: string | null;
  readonly language: string;
  /** The sample of each placeholder; it is sent when a message gives no value. */
  readonly variables: Variables;
  readonly types: ContentTypes;
  readonly createdAt: number;
  /** Absent until it is submitted to WhatsApp. */
  approval?: Approval;
  /** Approval that was set from outside; it replaces the automatic one. */
  verdict?: { status: ApprovalStatus; rejectionReason: string; category?: string };
};

export const approvalStatuses = [
  'unsubmitted',
  'received',
  'pending',
  'approved',
  'rejected',
  'paused',
  'disabled',
] as const;
type ApprovalStatus = (typeof approvalStatuses)[number];

/** The whatsapp part of an approval, as Twilio shows it. */
export const toApproval = ({ approval, verdict, types }: Content, now: number, approvalMs: number) => ({
  type: 'whatsapp',
  name: approval?.name ?? '',
  category: verdict?.category ?? approval?.category ?? '',
  content_type: Object.keys(types)[0] ?? '',
  status: verdict?.status ?? (approval ? statusAt(approval.submittedAt, now, approvalMs) : 'unsubmitted'),
  rejection_reason: verdict?.rejectionReason ?? '',
  allow_category_change: true,
});

/** Returns the approval status of a submission. Without a set verdict, WhatsApp approves it. */
const statusAt = (submittedAt: number, now: number, approvalMs: number): ApprovalStatus => {
  const waited = now - submittedAt;
  if (waited >= approvalMs) return 'approved';
  return waited >= approvalMs / 2 ? 'pending' : 'received';
};

const stoppingCodes: Partial<Record<ApprovalStatus, number>> = { rejected: 63040, paused: 63041, disabled: 63042 };

/** Returns the code by which WhatsApp fails messages of a content that it stopped. */
export const stoppingCode = (content: Content | undefined): number | undefined =>
  content?.verdict && stoppingCodes[content.verdict.status];

export type ContentsOptions = {
  /** It is in epoch milliseconds. */
  now: number;
  /** Refuse a ContentSid that was never created here; otherwise it is taken for one of the account at Twilio. */
  strict: boolean;
};

/** Returns the contents of the account, in the order of their creation. */
export const makeContents = ({ now, strict }: ContentsOptions) => {
  const bySid = new Map(startingContents(now).map((content) => [content.sid, content]));
  const removed = new Set<string>();
  return {
    add: (content: Content): void => {
      bySid.set(content.sid, content);
    },
    get: (sid: string): Content | undefined => bySid.get(sid),
    all: (): Content[] => [...bySid.values()],
    /** False when there was none. */
    remove: (sid: string): boolean => {
      removed.add(sid);
      return bySid.delete(sid);
    },
    /** Checks that a message may use the content. */
    isSendable: (sid: string): boolean => bySid.has(sid) || (!strict && !removed.has(sid)),
  };
};
export type Contents = ReturnType<typeof makeContents>;

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

/** Makes the approved contents of a new account: three messages of a shop, each in Portuguese and English. */
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

/** Holds the values of a content's placeholders, by name. */
export const Variables = z.record(z.string(), z.string());
export type Variables = z.infer<typeof Variables>;

/** undefined when the text is not a JSON object whose values are strings. */
export const parseVariables = (text: string): Variables | undefined => {
  try {
    const parsed = Variables.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
};

/** WhatsApp takes no empty value, line break, tab, or more than four spaces in a row. */
export const isAcceptable = (value: string): boolean => value.trim() !== '' && !/[\r\n\t]| {5}/.test(value);

const textFields = ['body', 'title'] as const;

/** The text that the person gets. Where a value is missing, the content's sample is sent, as Twilio does. */
export const renderContent = (sid: string, content: Content | undefined, values: Variables = {}): string =>
  content ? fill(textOf(content), { ...content.variables, ...values }) : stranger(sid, values);

/** The text of the first type that has one. */
const textOf = ({ types, friendlyName, sid }: Content): string => {
  const texts = Object.values(types).flatMap((type) => textFields.map((field) => type[field]));
  return texts.find((text) => typeof text === 'string') ?? friendlyName ?? sid;
};

/** Returns the text with its placeholders. */
export const templateTextOf = (sid: string, content: Content | undefined): string =>
  content ? textOf(content) : stranger(sid, {});

const fill = (text: string, values: Variables) =>
  text.replaceAll(/\{\{\s*([^{}\s]+)\s*\}\}/g, (placeholder, name: string) => values[name] ?? placeholder);

/** Renders a content that exists only at Twilio: its SID and the given values. */
const stranger = (sid: string, values: Variables) =>
  [sid, ...Object.entries(values).map(([name, value]) => `${name}: ${value}`)].join(' · ');
