import type { ErasedContact } from '@recado/contract';
import type { ContactCalls } from '../api/contacts.ts';
import { Failure, misuse } from '../failure.ts';
import type { Screen } from '../terminal/output.ts';
import { showContact } from './show-contact.ts';

type Deps = { contacts: Pick<ContactCalls, 'find' | 'erase'>; screen: Pick<Screen, 'ask' | 'note'> };

/** That nothing shows, or that the key may not see it, is no reason not to erase. */
const isNoHindrance = (error: unknown): error is Failure =>
  error instanceof Failure && ['not-found', 'forbidden'].includes(error.code);

const seen = async ({ contacts }: Deps, phone: string): Promise<string> => {
  try {
    return showContact(await contacts.find(phone));
  } catch (error) {
    if (isNoHindrance(error)) return `What there is cannot be shown: ${error.message}.`;
    throw error;
  }
};

/** Shows what is held of a person, asks, and erases it: at once with `yes`. `undefined` when the answer was no. */
export const eraseSeen = async (
  deps: Deps,
  phone: string,
  { yes }: { yes: boolean },
): Promise<ErasedContact | undefined> => {
  const { contacts, screen } = deps;
  if (yes) return contacts.erase(phone);
  const { ask } = screen;
  if (!ask) throw misuse('there is nobody here to ask: say --yes to erase without a question');
  screen.note(await seen(deps, phone));
  const isSure = await ask('Erase all of it? Nothing brings it back.');
  return isSure ? contacts.erase(phone) : undefined;
};
