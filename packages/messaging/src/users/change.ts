import type { PatchSession, PatchUser } from '@recado/contract';
import type { CountryCode } from 'libphonenumber-js/max';
import type { AuditEntry, ByActor } from '../audit/audit.ts';
import { normalizeRecipient } from '../phone-number.ts';
import { hashPassword } from './password.ts';
import { noSuchUser, refuseLastAdmin, type OwnChange, type RecordedUser, type UserChange } from './user.ts';

export type ChangedUser = { kind: 'changed'; user: RecordedUser } | { kind: 'not-found' } | { kind: 'last-admin' };

type ChangeUserDeps = {
  clock: () => Date;
  /** Makes one change after the other, because two at a time could leave no administrator. */
  changeUser: (id: string, change: UserChange, audit: AuditEntry) => Promise<ChangedUser>;
};

/** Changes the rights of a person, or disables them: then their sessions end. */
export const patchUser = async (
  deps: ChangeUserDeps,
  id: string,
  { role, grants, disabled }: PatchUser,
  { actor }: ByActor,
): Promise<RecordedUser> => {
  const change = {
    ...(role !== undefined && { role }),
    ...(grants !== undefined && { grants }),
    ...(disabled !== undefined && { disabled }),
  };
  const audit = { at: deps.clock(), actor, action: 'user.changed', object: `users/${id}`, detail: change };
  const changed = await deps.changeUser(id, change, audit);
  if (changed.kind === 'not-found') throw noSuchUser();
  if (changed.kind === 'last-admin') throw refuseLastAdmin();
  return changed.user;
};

type ChangeOwnDeps = {
  clock: () => Date;
  defaultCountry: CountryCode;
  changeOwn: (id: string, change: OwnChange, audit: AuditEntry) => Promise<RecordedUser | undefined>;
};

/** Changes what a person says about themselves. The audit log has the fields, not their values. */
export const patchOwn = async (
  deps: ChangeOwnDeps,
  request: PatchSession,
  { actor }: ByActor,
): Promise<RecordedUser> => {
  const { name, locale, timezone, own_number: number, password } = request;
  const change: OwnChange = {
    ...(name !== undefined && { name }),
    ...(locale !== undefined && { locale }),
    ...(timezone !== undefined && { timezone }),
    ...(number !== undefined && { ownNumber: number && ownNumberOf(deps, number) }),
    ...(password !== undefined && { passwordHash: await hashPassword(password) }),
  };
  const detail = { fields: Object.keys(request) };
  const audit = { at: deps.clock(), actor, action: 'user.changed', object: `users/${actor.id}`, detail };
  const user = await deps.changeOwn(String(actor.id), change, audit);
  if (!user) throw noSuchUser();
  return user;
};

const ownNumberOf = ({ defaultCountry }: ChangeOwnDeps, number: string): string =>
  normalizeRecipient(number, { defaultCountry, channel: 'whatsapp', addsNinthDigit: true }, 'own_number').e164;
