import type { ServerResponse } from 'node:http';
import { answerJson } from '../http/answer.ts';
import type { CreateForm } from '../messages/create-form.ts';

/** Describes an error response of Twilio. */
export type Refusal = { status: number; code: number; message: string };

export const answerRefusal = (response: ServerResponse, refusal: Refusal, headers: Record<string, string> = {}): void =>
  answerJson(response, refusal.status, refusalBody(refusal), headers);

/** Makes the error body of Twilio's 2010 API. */
const refusalBody = ({ code, message, status }: Refusal) => ({
  code,
  message,
  more_info: `https://www.twilio.com/docs/errors/${code}`,
  status,
});

export const notFound = (path: string): Refusal => ({
  status: 404,
  code: 20404,
  message: `There is no resource at ${path}`,
});

export const invalidParameter = (name: string, remedy: string): Refusal => ({
  status: 400,
  code: 20001,
  message: `The parameter ${name} is not valid: ${remedy}`,
});

/**
 * Explains why Twilio refuses a message, always with HTTP 400. Like Twilio's own texts, they quote phone numbers: mask
 * them before logging.
 */
const refusalCodes = {
  21211: ({ To }: CreateForm) => `'To' is not a valid phone number: ${To}`,
  21212: ({ From }: CreateForm) => `'From' is not a valid phone number, short code or sender name: ${From}`,
  21266: () => `'To' and 'From' are the same number`,
  21408: ({ To }: CreateForm) => `The account is not allowed to send to the region of 'To': ${To}`,
  21602: () => 'A message needs a Body, a MediaUrl or a ContentSid',
  21603: () => `A 'From' number or a Messaging Service is needed`,
  21604: () => `A 'To' number is needed`,
  21606: ({ From }: CreateForm) => `'From' is not a number of this account that can send messages: ${From}`,
  21609: ({ StatusCallback }: CreateForm) => `StatusCallback is not a valid URL: ${StatusCallback}`,
  21610: () => `The recipient opted out of messages from this sender`,
  21611: ({ From }: CreateForm) => `The queue of 'From' is full: ${From}`,
  21612: () => `There is no route from 'From' to 'To'`,
  21614: ({ To }: CreateForm) => `'To' is not a mobile number: ${To}`,
  21617: ({ Body }: CreateForm) => `The Body has ${Body.length} characters, 1600 are allowed`,
  21620: () => 'A MediaUrl is not a valid URL',
  21623: () => 'There are more MediaUrls than the channel accepts',
  21624: ({ ValidityPeriod }: CreateForm) =>
    `ValidityPeriod must be a whole number of seconds from 1 to 36000: ${ValidityPeriod}`,
  21654: () => 'ContentVariables need a ContentSid',
  21655: ({ ContentSid }: CreateForm) => `ContentSid is not a content of this account: ${ContentSid}`,
  21656: () => 'ContentVariables must be a JSON object whose values are non-empty strings of one line',
  21705: ({ MessagingServiceSid }: CreateForm) => `MessagingServiceSid is not valid: ${MessagingServiceSid}`,
  21910: () => `'From' and 'To' must be on the same channel`,
  35114: ({ SendAt }: CreateForm) => `A scheduled message needs a SendAt in ISO 8601: ${SendAt || 'it is missing'}`,
  35115: ({ SendAt }: CreateForm) => `SendAt must be more than 300 seconds ahead: ${SendAt}`,
  35117: ({ SendAt }: CreateForm) => `SendAt must be within 35 days: ${SendAt}`,
  35118: () => 'Only a Messaging Service can schedule a message: MessagingServiceSid is missing',
  63007: ({ From }: CreateForm) => `No channel of this account has the address 'From': ${From}`,
  63031: () => `'To' and 'From' are the same channel address`,
  92002: () => 'A content has at most 100 variables',
};

export type RefusalCode = keyof typeof refusalCodes;

export const refusalOf = (code: RefusalCode, form: CreateForm): Refusal => ({
  status: 400,
  code,
  message: refusalCodes[code](form),
});
