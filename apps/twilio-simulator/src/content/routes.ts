import express, { type Request, type Response, Router } from 'express';
import { answerEmpty, answerJson } from '../http/answer.ts';
import { answerRefusal, invalidParameter, notFound } from '../refusals/refusal.ts';
import { approvalRoutes } from './approval-routes.ts';
import type { Content } from './content.ts';
import { ContentQuery, toContentPage } from './content-page.ts';
import { toContentResource, toContentSummary } from './content-resource.ts';
import { toApproval } from './approval.ts';
import type { Contents } from './contents.ts';
import { contentOf, CreateContent } from './create-content.ts';

export type ContentRoutesDeps = {
  accountSid: string;
  now: () => number;
  contents: Contents;
  /** Milliseconds that WhatsApp takes to approve. */
  approvalMs: number;
};

/** Where the caller reaches the API, so that its links can be followed. */
const baseOf = (request: Request) => `${request.protocol}://${request.get('host') ?? 'localhost'}`;

/** Twilio's Content API. */
export const contentRoutes = (deps: ContentRoutesDeps): Router => {
  const { accountSid, contents } = deps;
  const router = Router();
  router.use(approvalRoutes(deps));

  const list = (request: Request, response: Response, show: (content: Content) => unknown) => {
    const query = ContentQuery.safeParse(request.query);
    if (!query.success)
      return answerRefusal(response, invalidParameter(String(query.error.issues[0]?.path[0]), 'see its bounds'));
    const { ContentName, Language } = query.data;
    const found = contents
      .all()
      .filter(({ friendlyName }) => !ContentName || friendlyName?.includes(ContentName))
      .filter(({ language }) => !Language.length || Language.includes(language));
    answerJson(response, 200, toContentPage(found.map(show), query.data, baseOf(request) + request.path));
  };

  router.get(['/v1/Content', '/v2/Content'], (request, response) =>
    list(request, response, (content) => toContentResource(accountSid, content, baseOf(request))),
  );

  router.get(['/v1/ContentAndApprovals', '/v2/ContentAndApprovals'], (request, response) =>
    list(request, response, (content) => ({
      ...toContentSummary(accountSid, content),
      approval_requests: toApproval(content, deps.now(), deps.approvalMs),
    })),
  );

  router.post('/v1/Content', express.json(), (request, response) => {
    const given = CreateContent.safeParse(request.body);
    if (!given.success)
      return answerRefusal(
        response,
        invalidParameter(given.error.issues[0]?.path.join('.') || 'body', 'see its shape'),
      );
    const content = contentOf(given.data, deps.now());
    contents.add(content);
    answerJson(response, 201, toContentResource(accountSid, content, baseOf(request)));
  });

  router.get('/v1/Content/:sid', (request, response) => {
    const content = contents.get(request.params.sid);
    if (content) answerJson(response, 200, toContentResource(accountSid, content, baseOf(request)));
    else answerRefusal(response, notFound(request.path));
  });

  router.delete('/v1/Content/:sid', (request, response) => {
    if (contents.remove(request.params.sid)) answerEmpty(response);
    else answerRefusal(response, notFound(request.path));
  });

  return router;
};
