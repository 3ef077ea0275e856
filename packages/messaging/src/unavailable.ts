/** A store does not answer. Whoever asked may try again; nothing was half done. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
  readonly code = 'unavailable';
  readonly store: 'postgresql' | 'queue';

  constructor(store: 'postgresql' | 'queue', options?: ErrorOptions) {
    super(`${store} does not answer`, options);
    this.store = store;
  }
}
