import type { Scope } from '@recado/contract';
import { optIn, optOut } from '@recado/messaging';
import type { RequestHandler } from 'express';
import type { Context } from '../../context.ts';
import type { Route } from '../../http/mount.ts';
import { readJson } from '../../http/read-json.ts';
import { changeOptOut } from './change-opt-out.ts';
import { getConsents, postConsent } from './consents.ts';
import { listInbound } from './list-inbound.ts';

type V1 = (method: Route['method'], path: string, scope: Scope, ...handlers: RequestHandler[]) => Route;

/** What people send, do not want and agreed to. Before the paths of messages with an id, of which one of these would be. */
export const peopleRoutes = (context: Context, v1: V1): Route[] => {
  const change = (verb: typeof optOut) => changeOptOut((phone, wish) => verb(context, phone, wish));
  return [
    v1('get', '/messages/inbound', 'messages:read', listInbound(context)),
    v1('post', '/consents', 'messages:write', ...readJson, postConsent(context)),
    v1('get', '/contacts/:phone/consents', 'contacts:read', getConsents(context)),
    v1('post', '/contacts/:phone/opt-out', 'messages:write', ...readJson, change(optOut)),
    v1('post', '/contacts/:phone/opt-in', 'messages:write', ...readJson, change(optIn)),
  ];
};
