import type { Submission } from '@recado/messaging';

const longestValidity = 36_000;
const messagingService = /^MG[0-9a-fA-F]{32}$/;

const address = ({ channel }: Submission, number: string) => (channel === 'whatsapp' ? `whatsapp:${number}` : number);

const senderOf = (submission: Submission) =>
  messagingService.test(submission.from)
    ? { messagingServiceSid: submission.from }
    : { from: address(submission, submission.from) };

const contentOf = ({ content }: Submission) => {
  if (content.kind === 'body') return { body: content.body };
  const variables = Object.keys(content.variables).length > 0 && JSON.stringify(content.variables);
  return { contentSid: content.contentSid, ...(variables && { contentVariables: variables }) };
};

/** What twilio-node's `messages.create` takes. */
export const messageParams = (submission: Submission, statusCallback: string) => ({
  to: address(submission, submission.to),
  ...senderOf(submission),
  ...contentOf(submission),
  ...(submission.validityPeriod !== undefined && {
    validityPeriod: Math.min(longestValidity, Math.max(1, Math.floor(submission.validityPeriod))),
  }),
  statusCallback,
});
