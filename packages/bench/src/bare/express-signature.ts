import express from 'express';
import twilio from 'twilio';
import { account, answerBench, listen } from '../lab/account.ts';

/** This minimal reference accepts status callbacks: Express and twilio-node check the signature, and nothing is stored. */
const app = express().use(express.urlencoded({ extended: false }));
app.post('/webhooks/twilio/status/:messageId', (request, response) => {
  const url = `http://${request.get('host')}${request.originalUrl}`;
  const signature = request.get('x-twilio-signature') ?? '';
  const genuine = twilio.validateRequest(account.authToken, signature, url, request.body as Record<string, string>);
  response.status(genuine ? 204 : 403).end();
});

answerBench({});
await listen(app);
