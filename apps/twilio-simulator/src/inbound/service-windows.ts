/** WhatsApp lets a business write freely for so long after a person's last message to it. */
const openMs = 24 * 3_600_000;

/** Brazilian accounts of many areas keep the number without its ninth digit: both are one person. */
const personOf = (address: string): string => address.replace(/(\+55\d{2})9(\d{8})$/, '$1$2');

const keyOf = (person: string, sender: string): string => `${personOf(person)} ${sender}`;

/** Who wrote to whom within 24 hours, as far as the simulator was told. `now` is in epoch milliseconds. */
export const makeServiceWindows = (now: () => number) => {
  const heardAt = new Map<string, number>();
  return {
    hear: (person: string, sender: string): void => void heardAt.set(keyOf(person, sender), now()),
    isOpen: (person: string, sender: string): boolean =>
      now() - (heardAt.get(keyOf(person, sender)) ?? Number.NEGATIVE_INFINITY) < openMs,
  };
};
export type ServiceWindows = ReturnType<typeof makeServiceWindows>;
