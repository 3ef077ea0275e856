import { Router, type Request } from 'express';
import { answerJson } from '../http/answer.ts';

/** The senders of a Messaging Service: every service of the simulated account has all of its numbers. */
export const serviceRoutes = ({ senders }: { senders: ReadonlySet<string> }): Router => {
  const router = Router();
  router.get('/v1/Services/:sid/PhoneNumbers', (request, response) => {
    const numbers = [...senders].filter((sender) => sender.startsWith('+'));
    answerJson(response, 200, toPage(request, numbers));
  });
  return router;
};

/** One page in the shape of the newer APIs. */
const toPage = (request: Request, numbers: readonly string[]) => {
  const url = `${request.protocol}://${request.get('host') ?? ''}${request.path}?PageSize=${numbers.length}&Page=0`;
  return {
    phone_numbers: numbers.map((number) => ({
      sid: `PN${Buffer.from(number).toString('hex').padStart(32, '0').slice(-32)}`,
      service_sid: request.params['sid'],
      phone_number: number,
      capabilities: ['SMS'],
    })),
    meta: {
      page: 0,
      page_size: Math.max(1, numbers.length),
      key: 'phone_numbers',
      url,
      first_page_url: url,
      previous_page_url: null,
      next_page_url: null,
    },
  };
};
