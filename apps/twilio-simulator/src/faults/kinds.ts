/** What can become of a create call. `…_before` and what is named by a status or code makes no message, the rest does. */
const createFaults = [
  'refuse',
  'reset_before',
  'reset_after',
  'hang_before',
  'hang_after',
  '500_before',
  '500_after',
  '502_before',
  '502_after',
  '503',
  'broken_201',
  'cut_201',
  '429',
  '429_retry_after',
  '63038',
  'slow',
] as const;

const listFaults = ['list_500', 'list_reset'] as const;

const callbackFaults = ['callback_lost', 'callback_doubled', 'callback_disordered', 'callback_late'] as const;

/** Where something can go wrong. */
export const faultsOf = { create: createFaults, list: listFaults, callback: callbackFaults };

export type Place = keyof typeof faultsOf;
export type KindAt<P extends Place> = (typeof faultsOf)[P][number];
export type FaultKind = KindAt<Place>;

export const faultKinds = [...createFaults, ...listFaults, ...callbackFaults] as const;
