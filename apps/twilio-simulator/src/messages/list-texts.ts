import { Router } from 'express';
import { z } from 'zod';
import { templateTextOf, type Contents } from '../content/content.ts';
import { answerEmpty, answerJson } from '../http/answer.ts';
import type { Message } from './message.ts';

/**
 * Lists the forms in which the list can show a text. For some accounts, Twilio's list differs from the sent text. It has
 * no text (redaction, or a ContentSid through a Messaging Service), the bare template, fewer blanks, or an added footer.
 */
export const listTextModes = ['rendered', 'placeholders', 'empty', 'trimmed', 'footer'] as const;
export type ListTextMode = (typeof listTextModes)[number];

const footer = '\n\nResponda SAIR para não receber mais mensagens.';

type Shown = Pick<Message, 'body' | 'contentSid'>;

/** Shows texts in the current form, which can be changed. */
export const makeListTexts = (initial: ListTextMode, contents: Pick<Contents, 'get'>) => {
  let mode = initial;
  const show: Record<ListTextMode, (message: Shown) => string> = {
    rendered: ({ body }) => body,
    placeholders: ({ body, contentSid }) => (contentSid ? templateTextOf(contentSid, contents.get(contentSid)) : body),
    empty: () => '',
    trimmed: ({ body }) => body.replaceAll(/\s+/g, ' ').trim(),
    footer: ({ body }) => body + footer,
  };
  return {
    textOf: (message: Shown): string => show[mode](message),
    read: (): ListTextMode => mode,
    change: (next: ListTextMode): void => {
      mode = next;
    },
  };
};
export type ListTexts = ReturnType<typeof makeListTexts>;

const Change = z.strictObject({ texts: z.enum(listTextModes) });

/** Serves `/simulator/list`. */
export const listTextRoutes = (listTexts: Pick<ListTexts, 'read' | 'change'>): Router => {
  const router = Router();
  router.get('/', (_request, response) => answerJson(response, 200, { texts: listTexts.read() }));
  router.put('/', (request, response) => {
    listTexts.change(Change.parse(request.body).texts);
    answerEmpty(response);
  });
  return router;
};
