import { requireScope } from '../../auth/require-scope.ts';
import type { Context } from '../../context.ts';
import { readJson } from '../../http/json-body.ts';
import type { Route, V1 } from '../../http/routes.ts';
import { deleteContact } from '../contacts.ts';
import { exportContact } from './export-contact.ts';
import { getContact } from './get-contact.ts';
import { putContact } from './put-contact.ts';

/** What is held of one person: access, portability, erasure, and where they live. */
export const contactRoutes = (context: Context, v1: V1): Route[] => [
  v1('get', '/contacts/:phone', 'contacts:read', getContact(context)),
  v1('get', '/contacts/:phone/export', 'contacts:read', requireScope('pii:read'), exportContact(context)),
  v1('put', '/contacts/:phone', 'messages:write', ...readJson, putContact(context)),
  v1('delete', '/contacts/:phone', 'contacts:erase', deleteContact(context)),
];
