import type { Draft } from '../messages/create-form.ts';
import type { Premises, Rule } from './rule.ts';

const maxValidity = 36_000;
const soonestMs = 300_000;
const latestMs = 35 * 24 * 3_600_000;

/** Unlike Twilio, which wants a public host, takes localhost: that is where the simulator is used. */
const isCallable = (text: string) => {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.hostname !== '' && !url.hostname.includes('_');
};

const isValidity = (text: string) => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= maxValidity;

const isScheduled = ({ form }: Draft) => form.ScheduleType !== '' || form.SendAt !== '';

const iso8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

const lead = ({ form }: Draft, { now }: Premises) => Date.parse(form.SendAt) - now;

export const deliveryRules: Rule[] = [
  { code: 21609, broken: ({ form }) => form.StatusCallback !== '' && !isCallable(form.StatusCallback) },
  { code: 21624, broken: ({ form }) => form.ValidityPeriod !== '' && !isValidity(form.ValidityPeriod) },
  {
    code: 35114,
    broken: (draft) =>
      isScheduled(draft) &&
      (draft.form.ScheduleType !== 'fixed' ||
        !iso8601.test(draft.form.SendAt) ||
        Number.isNaN(Date.parse(draft.form.SendAt))),
  },
  { code: 35118, broken: (draft) => isScheduled(draft) && !draft.form.MessagingServiceSid },
  { code: 35115, broken: (draft, premises) => isScheduled(draft) && lead(draft, premises) <= soonestMs },
  { code: 35117, broken: (draft, premises) => isScheduled(draft) && lead(draft, premises) > latestMs },
];
