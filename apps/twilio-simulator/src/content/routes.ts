import express, { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { answerEmpty, answerJson, newSid } from '../http/answer.ts';
import { answerRefusal, invalidParameter, notFound } from '../refusals/refusal.ts';
import { toApproval, Variables, type Content, type Contents } from './content.ts';

type ContentRoutesDeps = {
  accountSid: string;
  now: () => number;
  contents: Contents;
  /** Milliseconds that WhatsApp takes to approve. */
  approvalMs: number;
};

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

/** Where the caller reaches the API, so that its links can be followed. */
const baseOf = (request: Request) => `${request.protocol}://${request.get('host') ?? 'localhost'}`;

const Submission = z.object({
  name: z.string().regex(/^[a-z0-9_]{1,512}$/),
  category: z.enum(['UTILITY', 'MARKETING', 'AUTHENTICATION']),
});

const alreadySubmitted = { status: 400, code: 92009, message: 'The content was already submitted for approval' };

type ApprovalRoutesDeps = Pick<ContentRoutesDeps, 'accountSid' | 'now' | 'contents' | 'approvalMs'>;

/** Serves the submission of a content to WhatsApp and its approval status. */
const approvalRoutes = ({ accountSid, now, contents, approvalMs }: ApprovalRoutesDeps): Router => {
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

const CreateContent = z.object({
  friendly_name: z.string().max(200).optional(),
  language: z.string().regex(/^[a-z]{2,3}(_[A-Z]{2})?$/),
  variables: Variables.default({}),
  types: z
    .record(z.string(), z.record(z.string(), z.unknown()))
    .refine((types) => Object.keys(types).length > 0, 'names no type'),
});
type CreateContent = z.infer<typeof CreateContent>;

const contentOf = (given: CreateContent, now: number): Content => ({
  sid: newSid('HX'),
  friendlyName: given.friendly_name ?? null,
  language: given.language,
  variables: given.variables,
  types: given.types,
  createdAt: now,
});

const listOf = z.union([z.array(z.string()), z.string().transform((value) => [value])]).default([]);

/** The query of the lists; the filters are v2's. */
const ContentQuery = z.object({
  PageSize: z.coerce.number().int().min(1).max(500).default(50),
  Page: z.coerce.number().int().min(0).default(0),
  ContentName: z.string().optional(),
  Language: listOf,
});
type ContentQuery = z.infer<typeof ContentQuery>;

/** A page in the newer APIs' shape, whose links are absolute. `url` is the list's own, without a query. */
const toContentPage = <T>(items: readonly T[], query: ContentQuery, url: string) => {
  const { Page: page, PageSize: size } = query;
  const link = (number: number) => `${url}?PageSize=${size}&Page=${number}`;
  return {
    contents: items.slice(page * size, (page + 1) * size),
    meta: {
      page,
      page_size: size,
      key: 'contents',
      url: link(page),
      first_page_url: link(0),
      previous_page_url: page > 0 ? link(page - 1) : null,
      next_page_url: items.length > (page + 1) * size ? link(page + 1) : null,
    },
  };
};

const iso = (at: number) => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');

/** Formats a content for the Content API, with or without its approval. `base` is the address of the API without a path. */
const toContentSummary = (accountSid: string, content: Content) => ({
  sid: content.sid,
  account_sid: accountSid,
  friendly_name: content.friendlyName,
  language: content.language,
  variables: content.variables,
  types: content.types,
  date_created: iso(content.createdAt),
  date_updated: iso(content.createdAt),
});

const toContentResource = (accountSid: string, content: Content, base: string) => {
  const url = `${base}/v1/Content/${content.sid}`;
  return {
    ...toContentSummary(accountSid, content),
    url,
    links: { approval_create: `${url}/ApprovalRequests/whatsapp`, approval_fetch: `${url}/ApprovalRequests` },
  };
};
