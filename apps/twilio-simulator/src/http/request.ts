import { answerRefusal } from '../refusals/refusal.ts';
import type { Step } from './step.ts';

export type Account = { sid: string; authToken: string; apiKey?: { sid: string; secret: string } };

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

const credentialsOf = ({ sid, authToken, apiKey }: Account) =>
  new Set([basic(sid, authToken), ...(apiKey ? [basic(apiKey.sid, apiKey.secret)] : [])]);

/** Takes the account's SID with its token, or an API key with its secret. */
export const authenticate = (account: Account): Step => {
  const accepted = credentialsOf(account);
  return (request, response, next) => {
    if (accepted.has(request.headers.authorization ?? '')) return next();
    const refusal = { status: 401, code: 20003, message: 'The account SID, key or secret is not right' };
    answerRefusal(response, refusal, { 'WWW-Authenticate': 'Basic realm="Twilio API"' });
  };
};
