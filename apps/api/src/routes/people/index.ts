import { accept, optIn, optOut } from '@recado/messaging';
import type { Context } from '../../context.ts';
import { readJson } from '../../http/json-body.ts';
import type { Route, V1 } from '../../http/routes.ts';
import { changeOptOut } from '../consents.ts';
import { getConsents, postConsent } from './consents.ts';
import { importConsents } from './import-consents.ts';
import { listInbound } from './list-inbound.ts';

/** What people send, do not want and agreed to. Before the paths of messages with an id, of which one of these would be. */
export const peopleRoutes = (context: Context, v1: V1): Route[] => [
  v1('get', '/messages/inbound', 'messages:read', listInbound(context)),
  v1(
    'post',
    '/consents',
    'messages:write',
    importConsents(context),
    ...readJson,
    postConsent({ ...context, ask: (question) => accept(context, question) }),
  ),
  v1('get', '/contacts/:phone/consents', 'contacts:read', getConsents(context)),
  v1('post', '/contacts/:phone/opt-out', 'messages:write', ...readJson, changeOptOut(optOut, context)),
  v1('post', '/contacts/:phone/opt-in', 'messages:write', ...readJson, changeOptOut(optIn, context)),
];
