import express, { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { answerEmpty, answerJson } from '../http/answer.ts';
import { answerRefusal, invalidParameter, notFound } from '../refusals/refusal.ts';
import { numberIn, sidOf, type Senders, type Settings } from './senders.ts';

type SenderRoutesDeps = { accountSid: string; senders: Senders };

/**
 * Serves Twilio's resources of senders: phone numbers, Messaging Services and WhatsApp senders. Each names its inbound
 * webhook.
 */
export const senderRoutes = (deps: SenderRoutesDeps): Router =>
  Router().use(phoneNumberRoutes(deps), serviceRoutes(deps), whatsappRoutes(deps));

const form = express.urlencoded({ extended: false, limit: '256kb', parameterLimit: 200 });

const phoneNumberRoutes = ({ accountSid, senders }: SenderRoutesDeps): Router => {
  const router = Router();
  const path = `/2010-04-01/Accounts/${accountSid}/IncomingPhoneNumbers`;
  const show = (number: string) => ({
    sid: sidOf('PN', number),
    account_sid: accountSid,
    phone_number: number,
    ...senders.read('number', number),
    uri: `${path}/${sidOf('PN', number)}.json`,
  });
  const find = (request: Request) => ownedNumber(senders, request, '');

  router.get(`${path}.json`, (request, response) => {
    const wanted = z.string().catch('').parse(request.query['PhoneNumber']);
    const known = new Set([...senders.listed('number'), ...(senders.has(wanted) ? [wanted] : [])]);
    const found = [...known].filter((number) => number.includes(wanted));
    answerJson(response, 200, {
      incoming_phone_numbers: found.map(show),
      page: 0,
      page_size: 50,
      uri: request.originalUrl,
      next_page_uri: null,
    });
  });

  router.get(`${path}/:sid.json`, (request, response) => {
    const number = find(request);
    if (number === undefined) answerRefusal(response, notFound(request.path));
    else answerJson(response, 200, show(number));
  });

  router.post(`${path}/:sid.json`, form, (request, response) => {
    const number = find(request);
    if (number === undefined) return answerRefusal(response, notFound(request.path));
    const settings = readForm(request.body);
    if (!areValid(settings)) return answerRefusal(response, invalidSmsUrl);
    senders.update('number', number, settings);
    answerJson(response, 200, show(number));
  });

  return router;
};

const invalidSmsUrl = { status: 400, code: 21502, message: 'A URL or a method of the number is not valid' };

/** Every service of the simulated account has all of its senders. */
const serviceRoutes = ({ accountSid, senders }: SenderRoutesDeps): Router => {
  const router = Router();
  const path = '/v1/Services/:sid';
  const show = (sid: string) => ({ sid, account_sid: accountSid, ...senders.read('service', sid) });
  router.param('sid', (request, response, next, sid: string) => {
    if (request.path.startsWith('/v1/Services/') && !/^MG[0-9a-fA-F]{32}$/.test(sid))
      return answerRefusal(response, notFound(request.path));
    next();
  });

  router.get('/v1/Services', (request, response) =>
    answerJson(response, 200, toPage(request, 'services', senders.services().map(show))),
  );

  router.get(path, (request, response) => answerJson(response, 200, show(request.params.sid)));

  router.post(path, form, (request, response) => {
    const { use_inbound_webhook_on_number: isOnNumber, ...settings } = readForm(request.body);
    if (!areValid(settings)) return answerInvalid(response, 'InboundRequestUrl');
    const flag = isOnNumber === undefined ? {} : { use_inbound_webhook_on_number: isOnNumber === 'true' };
    senders.update('service', request.params.sid, { ...settings, ...flag });
    answerJson(response, 200, show(request.params.sid));
  });

  router.get(`${path}/PhoneNumbers`, (request, response) => {
    const numbers = senders.listed('number');
    const items = numbers.map((number) => ({
      sid: sidOf('PN', number),
      service_sid: request.params.sid,
      phone_number: number,
      capabilities: ['SMS'],
    }));
    answerJson(response, 200, toPage(request, 'phone_numbers', items));
  });

  router.get(`${path}/ChannelSenders`, (request, response) => {
    const items = senders.listed('whatsapp').map((sender) => ({ sid: sidOf('XE', sender), sender }));
    answerJson(response, 200, toPage(request, 'senders', items));
  });

  return router;
};

const SenderUpdate = z.object({ webhook: z.record(z.string(), z.string()).default({}) });

const whatsappRoutes = ({ senders }: SenderRoutesDeps): Router => {
  const router = Router();
  const path = '/v2/Channels/Senders';
  const show = (sender: string) => ({
    sid: sidOf('XE', sender),
    status: 'ONLINE',
    sender_id: sender,
    webhook: senders.read('whatsapp', sender),
    ...(senders.quality(sender) && { properties: senders.quality(sender) }),
  });
  const find = (request: Request) => ownedNumber(senders, request, 'whatsapp:');

  router.get(path, (request, response) => {
    const found = request.query['Channel'] === 'whatsapp' ? senders.listed('whatsapp') : [];
    answerJson(response, 200, toPage(request, 'senders', found.map(show)));
  });

  router.get(`${path}/:sid`, (request, response) => {
    const sender = find(request);
    if (sender === undefined) answerRefusal(response, notFound(request.path));
    else answerJson(response, 200, show(sender));
  });

  router.post(`${path}/:sid`, express.json(), (request, response) => {
    const sender = find(request);
    if (sender === undefined) return answerRefusal(response, notFound(request.path));
    const update = SenderUpdate.safeParse(request.body);
    if (!update.success || !areValid(update.data.webhook)) return answerInvalid(response, 'webhook');
    senders.update('whatsapp', sender, update.data.webhook);
    answerJson(response, 202, show(sender));
  });

  return router;
};

/** Serves `/simulator/quality`: sets what WhatsApp says of a sender. */
export const qualityRoutes = (senders: Pick<Senders, 'setQuality'>): Router => {
  const router = Router();
  router.put('/', (request, response) => {
    const { sender, ...quality } = QualityOf.parse(request.body);
    senders.setQuality(sender, quality);
    answerEmpty(response);
  });
  return router;
};

const QualityOf = z.strictObject({
  sender: z.string().regex(/^whatsapp:\+\d{7,15}$/),
  quality_rating: z.string().nullable().optional(),
  messaging_limit: z.string().nullable().optional(),
});

const ownedNumber = (senders: Senders, { params }: Request, prefix: '' | 'whatsapp:'): string | undefined => {
  const address = prefix + numberIn(String(params['sid']));
  return senders.has(address) ? address : undefined;
};

/** Turns `SmsUrl` into `sms_url`. */
const readForm = (body: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(z.record(z.string(), z.string()).catch({}).parse(body)).map(([name, value]) => [
      name.replaceAll(/(?<!^)[A-Z]/g, '_$&').toLowerCase(),
      value,
    ]),
  );

const areValid = (settings: Settings): boolean =>
  Object.entries(settings).every(([name, value]) => {
    if (name.endsWith('_url')) return value === '' || /^https?:$/.test(URL.parse(String(value))?.protocol ?? '');
    return !name.endsWith('_method') || value === 'POST' || value === 'GET';
  });

const answerInvalid = (response: Response, name: string): void =>
  answerRefusal(response, invalidParameter(name, 'give an absolute URL, and POST or GET as its method'));

/** Returns one page in the shape of the newer APIs. */
const toPage = (request: Request, key: string, items: readonly unknown[]) => {
  const url = `${request.protocol}://${request.get('host') ?? ''}${request.path}?PageSize=${items.length}&Page=0`;
  return {
    [key]: items,
    meta: {
      page: 0,
      page_size: Math.max(1, items.length),
      key,
      url,
      first_page_url: url,
      previous_page_url: null,
      next_page_url: null,
    },
  };
};
