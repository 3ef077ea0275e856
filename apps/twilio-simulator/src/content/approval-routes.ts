import express, { Router } from 'express';
import { z } from 'zod';
import { answerJson } from '../http/answer.ts';
import { answerRefusal, invalidParameter, notFound } from '../refusals/refusal.ts';
import { toApproval } from './approval.ts';
import type { ContentRoutesDeps } from './routes.ts';

const Submission = z.object({
  name: z.string().regex(/^[a-z0-9_]{1,512}$/),
  category: z.enum(['UTILITY', 'MARKETING', 'AUTHENTICATION']),
});

const alreadySubmitted = { status: 400, code: 92009, message: 'The content was submitted for approval before' };

type ApprovalRoutesDeps = Pick<ContentRoutesDeps, 'accountSid' | 'now' | 'contents' | 'approvalMs'>;

/** WhatsApp's approval of a content: asked for, and asked after. */
export const approvalRoutes = ({ accountSid, now, contents, approvalMs }: ApprovalRoutesDeps): Router => {
  const router = Router();

  router.get('/v1/Content/:sid/ApprovalRequests', (request, response) => {
    const content = contents.get(request.params.sid);
    if (!content) return answerRefusal(response, notFound(request.path));
    answerJson(response, 200, {
      sid: content.sid,
      account_sid: accountSid,
      whatsapp: toApproval(content, now(), approvalMs),
      url: `${request.protocol}://${request.get('host') ?? 'localhost'}${request.path}`,
    });
  });

  router.post('/v1/Content/:sid/ApprovalRequests/whatsapp', express.json(), (request, response) => {
    const content = contents.get(request.params.sid);
    if (!content) return answerRefusal(response, notFound(request.path));
    if (content.approval) return answerRefusal(response, alreadySubmitted);
    const submission = Submission.safeParse(request.body);
    if (!submission.success)
      return answerRefusal(response, invalidParameter(String(submission.error.issues[0]?.path[0]), 'see its shape'));
    content.approval = { ...submission.data, submittedAt: now() };
    answerJson(response, 201, toApproval(content, now(), approvalMs));
  });

  return router;
};
