import twilio from 'twilio';
import { account, answerBench, requestOf, senderAddress, tellReady } from '../lab/account.ts';

/**
 * The least that sends messages: twilio-node as it comes, so many requests at a time, nothing kept. Its connections are
 * kept alive, and there are as many as requests.
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
tellReady();
await Promise.all(Array.from({ length: Number(concurrency) }, turn));
