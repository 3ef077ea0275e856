import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { Role, Scope } from '@recado/contract';

/** The names of the roles. The API decides what each may do. */
export const roles: Record<Role, MessageDescriptor> = {
  viewer: msg`Viewer`,
  marketer: msg`Marketer`,
  operator: msg`Operator`,
  admin: msg`Administrator`,
};

/** Says who has a right, where the reader lacks it. */
export const missingScopes = {
  'campaigns:write': msg`Only marketers and administrators change campaigns. An administrator can give you that role.`,
  'audit:read': msg`Only operators and administrators look after Recado. An administrator can give you that role.`,
} satisfies Partial<Record<Scope, MessageDescriptor>>;
