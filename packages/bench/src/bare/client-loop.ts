import twilio from 'twilio';
import { account, answerBench, requestOf, senderAddress, reportReady } from '../lab/account.ts';

/**
 * This minimal reference sends messages with an unmodified twilio-node at a fixed concurrency, and stores nothing. It keeps
 * one connection alive per concurrent request.
 */
const [url = '', concurrency, count] = process.argv.slice(2);
const client = twilio(account.sid, account.authToken, { maxSockets: Number(concurrency) });
client.api.baseUrl = url;

const send = (n: number) => {
  const { to, variables } = requestOf(n);
  return client.messages.create({
    to: `whatsapp:${to}`,
    from: `whatsapp:${senderAddress}`,
    contentSid: `HX${'0'.repeat(32)}`,
    contentVariables: JSON.stringify({ 1: variables.order_id }),
    statusCallback: `https://example.com/status/${n}`,
  });
};

let next = 0;
const turn = async (): Promise<void> => {
  while (next < Number(count)) {
    next += 1;
    await send(next);
  }
};

answerBench({});
reportReady();
await Promise.all(Array.from({ length: Number(concurrency) }, turn));
