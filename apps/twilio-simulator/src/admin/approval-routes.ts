import { Router } from 'express';
import { z } from 'zod';
import { approvalStatuses } from '../content/approval.ts';
import type { Contents } from '../content/contents.ts';
import { answerEmpty } from '../http/answer.ts';
import { answerRefusal, notFound } from '../refusals/refusal.ts';

const Verdict = z.strictObject({
  status: z.enum(approvalStatuses),
  rejection_reason: z.string().default(''),
  category: z.enum(['UTILITY', 'MARKETING', 'AUTHENTICATION']).optional(),
});

/** Lets WhatsApp decide on a content what it would not by itself. Under `/simulator/approvals`. */
export const approvalRoutes = (contents: Pick<Contents, 'get'>): Router => {
  const router = Router();

  router.put('/:sid', (request, response) => {
    const content = contents.get(request.params.sid);
    if (!content) return answerRefusal(response, notFound(request.originalUrl));
    const { status, rejection_reason: rejectionReason, category } = Verdict.parse(request.body);
    content.verdict = { status, rejectionReason, ...(category && { category }) };
    answerEmpty(response);
  });

  return router;
};
