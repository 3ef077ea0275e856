import { Router } from 'express';
import type { Faults } from '../faults/faults.ts';
import { FaultOrder } from '../faults/order.ts';
import { FaultPlan } from '../faults/plan.ts';
import { answerEmpty, answerJson } from '../http/answer.ts';

/** Makes things go wrong, by chance and by order. Under `/simulator/faults`. */
export const faultRoutes = (faults: Pick<Faults, 'replace' | 'order' | 'clear' | 'read'>): Router => {
  const router = Router();

  router.get('/', (_request, response) => answerJson(response, 200, faults.read()));

  router.put('/', (request, response) => {
    faults.replace(FaultPlan.parse(request.body));
    answerJson(response, 200, faults.read());
  });

  router.delete('/', (_request, response) => {
    faults.clear();
    answerEmpty(response);
  });

  router.post('/next', (request, response) => {
    const orders = Array.isArray(request.body) ? request.body : [request.body];
    for (const order of orders.map((one) => FaultOrder.parse(one))) faults.order(order);
    answerEmpty(response);
  });

  return router;
};
