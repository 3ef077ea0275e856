import type { Submission } from '@recado/messaging';
import { addressesOf } from './addresses.ts';

const longestValidity = 36_000;
const contentOf = ({ content }: Submission) => {
  if (content.kind === 'body') return { body: content.body };
  const variables = Object.keys(content.variables).length > 0 && JSON.stringify(content.variables);
  return { contentSid: content.contentSid, ...(variables && { contentVariables: variables }) };
};

/** What twilio-node's `messages.create` takes. */
export const messageParams = (submission: Submission, statusCallback: string) => ({
  ...addressesOf(submission),
  ...contentOf(submission),
  ...(submission.validityPeriod !== undefined && {
    validityPeriod: Math.min(longestValidity, Math.max(1, Math.floor(submission.validityPeriod))),
  }),
  statusCallback,
});
