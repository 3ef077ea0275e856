import type { RequestHandler } from 'express';
import { z } from 'zod';
import { channelOf } from '../messages/create-form.ts';
import type { Message } from '../messages/message.ts';
import { answerJson } from '../http/answer.ts';
import { answerRefusal, invalidParameter, notFound } from '../refusals/refusal.ts';

const dayMs = 24 * 3_600_000;

/** Adds up what the account is billed, by day and category. What was billed stays, even if the message is deleted. */
export const makeUsage = (categoryOf: (contentSid: string) => string | undefined) => {
  const sums = new Map<string, Sum>();

  const add = (day: string, category: string, { usage = 1, price }: { usage?: number; price: number }) => {
    const key = `${day} ${category}`;
    const sum = sums.get(key) ?? { day, category, count: 0, usage: 0, micros: 0 };
    sums.set(key, sum);
    sum.count += 1;
    sum.usage += usage;
    sum.micros += Math.round(price * 1_000_000);
  };

  return {
    /** Adds a message that has its price. Meta's fee is not in that price. */
    bill: ({ to, price, sentAt, contentSid, numSegments }: Message): void => {
      if (price === null || sentAt === null) return;
      const day = dayOf(sentAt);
      const charged = Math.abs(Number(price));
      if (channelOf(to) === 'sms') return add(day, 'sms-outbound', { usage: numSegments, price: charged });
      const category = contentSid === null ? 'service' : (categoryOf(contentSid) ?? 'utility').toLowerCase();
      add(day, 'channels-messaging-outbound', { price: charged });
      add(day, `channels-whatsapp-template-${category}`, { price: metaFees[category] ?? 0 });
    },
    /** Returns the sums of the days from `start` to `end`, the newest first. */
    read: (start: string, end: string): Sum[] =>
      [...sums.values()]
        .filter(({ day }) => day >= start && day <= end)
        .toSorted((a, b) => (a.day === b.day ? a.category.localeCompare(b.category) : a.day < b.day ? 1 : -1)),
  };
};

/** Holds the fees of Meta in US dollars, by the category of the template; `service` is a text without one. */
const metaFees: Record<string, number> = {
  marketing: 0.0625,
  utility: 0.0068,
  authentication: 0.0068,
  service: 0.0068,
};

type Sum = { day: string; category: string; count: number; usage: number; micros: number };

export type SimulatedUsage = ReturnType<typeof makeUsage>;

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Holds a date, or days before or after today such as `-30days`. */
const UsageDate = z.string().regex(/^(\d{4}-\d{2}-\d{2}|[-+]\d{1,4}days)$/, 'write a date such as 2026-11-22');

/** Answers `/Usage/Records/Daily.json`. Without dates it lists the last 365 days. */
export const dailyUsage =
  ({ accountSid, usage, now }: UsageDeps): RequestHandler =>
  (request, response) => {
    const parsed = Query.safeParse(request.query);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      return answerRefusal(response, invalidParameter(String(issue?.path[0]), issue?.message ?? 'see the reference'));
    }
    const { Category, StartDate = '-365days', EndDate = '+0days', PageSize: size, Page: page } = parsed.data;
    const found = usage
      .read(toDay(StartDate, now()), toDay(EndDate, now()))
      .filter(({ category }) => Category === undefined || category === Category);
    const path = `/2010-04-01/Accounts/${accountSid}/Usage/Records/Daily`;
    const link = (number: number) => {
      const filters = { ...(Category !== undefined && { Category }), StartDate, EndDate };
      return `${path}.json?${new URLSearchParams({ ...filters, PageSize: String(size), Page: String(number) }).toString()}`;
    };
    const start = page * size;
    const shown = found.slice(start, start + size);
    if (page > 0 && !shown.length) return answerRefusal(response, notFound(request.originalUrl));
    answerJson(response, 200, {
      usage_records: shown.map((sum) => recordOf(accountSid, sum, now())),
      page,
      page_size: size,
      start,
      end: Math.max(start, start + shown.length - 1),
      uri: link(page),
      first_page_uri: link(0),
      next_page_uri: start + size < found.length ? link(page + 1) : null,
      previous_page_uri: page > 0 ? link(page - 1) : null,
    });
  };

const Query = z.object({
  Category: z.string().optional(),
  StartDate: UsageDate.optional(),
  EndDate: UsageDate.optional(),
  PageSize: z.coerce.number().int().min(1).max(1000).default(50),
  Page: z.coerce.number().int().min(0).default(0),
});

type UsageDeps = { accountSid: string; usage: SimulatedUsage; now: () => number };

const toDay = (text: string, now: number): string =>
  text.endsWith('days') ? dayOf(now + Number(text.slice(0, -'days'.length)) * dayMs) : text;

const recordOf = (accountSid: string, { day, category, count, usage, micros }: Sum, now: number) => ({
  account_sid: accountSid,
  api_version: '2010-04-01',
  as_of: `${new Date(now).toISOString().slice(0, 19)}+00:00`,
  category,
  count: String(count),
  count_unit: 'messages',
  description: category,
  end_date: day,
  price: micros / 1_000_000,
  price_unit: 'usd',
  start_date: day,
  subresource_uris: null,
  uri: `/2010-04-01/Accounts/${accountSid}/Usage/Records/Daily.json?Category=${category}&StartDate=${day}&EndDate=${day}`,
  usage: String(usage),
  usage_unit: category === 'sms-outbound' ? 'segments' : 'messages',
});
