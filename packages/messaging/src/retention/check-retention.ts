import type { RetentionDays } from '@recado/contract';
import { refuseField } from '../errors.ts';

/** Nothing is kept for longer than for ever. */
const lengthOf = (days: number | null): number => days ?? Infinity;

/**
 * Throws a Refusal when texts would outlive what finds them: of a message without its number nobody can tell any more
 * whose it is, so its text could not be shown to the person, nor erased for them.
 */
export const checkRetention = ({ content, numbers, events }: RetentionDays): void => {
  if (lengthOf(numbers) < lengthOf(content))
    throw refuseField('retention_days.numbers', 'below_content', 'must be at least those of content');
  if (content !== null && lengthOf(events) < content)
    throw refuseField('retention_days.events', 'below_content', 'must be at least those of content');
};
