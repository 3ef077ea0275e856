type Facts = {
  apiUrl: string;
  apiKey: string;
  dataFolder: string;
  database: 'embedded' | 'given';
  queue: 'redis' | 'postgresql';
  simulatorUrl?: string;
};

const simulatedOrder = {
  to: '+5511987654321',
  template: 'order_confirmation',
  variables: { order_id: '1042' },
};

/** With a real account the first message goes to the reader, not to a number of ours. */
const realMessage = { to: 'YOUR NUMBER, AS IN +5511987654321', channel: 'sms', body: 'Hello from Recado' };

const curlOf = ({ apiUrl, apiKey, simulatorUrl }: Facts): string =>
  [
    `curl -s -w '\\n' ${apiUrl}/v1/messages`,
    `-H 'Authorization: Bearer ${apiKey}'`,
    `-H 'Content-Type: application/json'`,
    `-H 'Idempotency-Key: order-1042-confirmation'`,
    `-d '${JSON.stringify(simulatorUrl ? simulatedOrder : realMessage)}'`,
  ].join(' \\\n    ');

const twilioOf = ({ simulatorUrl }: Facts): string =>
  simulatorUrl
    ? `not Twilio but its simulator, at ${simulatorUrl}: nobody receives anything`
    : 'the account of TWILIO_ACCOUNT_SID: messages reach people and cost money';

const databaseOf = ({ database, dataFolder }: Facts): string =>
  database === 'embedded'
    ? `${dataFolder} (PostgreSQL and the generated keys)`
    : `DATABASE_URL; generated keys in ${dataFolder}`;

const queueOf = ({ queue }: Facts): string =>
  queue === 'redis' ? 'Redis (REDIS_URL)' : 'PostgreSQL (set REDIS_URL for Redis)';

/** What someone needs to know to go on, once everything runs. */
export const announce = (facts: Facts): string =>
  `
Recado is ready.

  API       ${facts.apiUrl}
  Docs      ${facts.apiUrl}/docs
  API key   ${facts.apiKey}
  Twilio    ${twilioOf(facts)}
  Data      ${databaseOf(facts)}
  Queue     ${queueOf(facts)}

Send a message, and send it again: the Idempotency-Key makes them one.

  ${curlOf(facts)}

Ctrl-C stops everything.
`;
