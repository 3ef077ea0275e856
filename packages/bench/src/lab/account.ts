/** An account that exists nowhere. */
export const account = {
  sid: `AC${'0'.repeat(32)}`,
  authToken: '0123456789abcdef0123456789abcdef',
};

/** The key with which the bench calls the API. */
export const apiKey = 'the key of the benchmark';

export const senderId = 'store';
export const senderAddress = '+551150289876';

/** A message like most: an order's confirmation, to the nth of many people. */
export const requestOf = (n: number) => ({
  to: `+5511${900_000_000 + n}`,
  template: 'order_confirmation',
  variables: { order_id: String(n) },
});
